using System.Reflection;
using System.Reflection.Emit;

namespace Tale.Actors.Tests.Shared;

/// <summary>The instructions of compiled code.</summary>
internal static class IntermediateLanguage
{
    private static readonly Dictionary<int, OpCode> _codes = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value & 0xFFFF);

    /// <summary>The metadata tokens of all types, members and signatures that the code names, in order.</summary>
    public static IEnumerable<int> Tokens(byte[] code)
    {
        for (var at = 0; at < code.Length;)
        {
            int value = code[at++];
            if (value == 0xFE)
                value = 0xFE00 | code[at++];
            var operand = _codes[value].OperandType;
            if (operand is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType or OperandType.InlineSig)
                yield return BitConverter.ToInt32(code, at);
            at += operand switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, at)),
                _ => 4,
            };
        }
    }
}
