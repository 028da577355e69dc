using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Tale.Actors.Tests.Core;

/// <summary>Reads from a built assembly's metadata and IL which types and members the types of a namespace refer to.</summary>
internal sealed class ReferencedMembers : IDisposable
{
    private static readonly Dictionary<int, OpCode> OpCodesByValue = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value & 0xFFFF);

    private readonly PEReader _file;
    private readonly MetadataReader _metadata;
    private readonly TypeNames _names = new();

    public ReferencedMembers(Assembly assembly)
    {
        _file = new PEReader(File.OpenRead(assembly.Location));
        _metadata = _file.GetMetadataReader();
    }

    public void Dispose() => _file.Dispose();

    /// <summary>Every reference as (the referring type and member, the type referred to, its member or "").</summary>
    public IEnumerable<(string From, string Type, string Member)> In(Func<string, bool> isOfInterest)
    {
        foreach (var handle in _metadata.TypeDefinitions)
        {
            var type = _metadata.GetTypeDefinition(handle);
            var name = _names.Name(_metadata, handle);
            if (!isOfInterest(name))
                continue;
            foreach (var field in type.GetFields().Select(_metadata.GetFieldDefinition))
            {
                foreach (var used in field.DecodeSignature(_names, null))
                    yield return ($"{name}.{_metadata.GetString(field.Name)}", used, "");
            }
            foreach (var method in type.GetMethods().Select(_metadata.GetMethodDefinition))
            {
                foreach (var (used, member) in Of(method))
                    yield return ($"{name}.{_metadata.GetString(method.Name)}", used, member);
            }
        }
    }

    private IEnumerable<(string Type, string Member)> Of(MethodDefinition method)
    {
        var signature = method.DecodeSignature(_names, null);
        foreach (var type in signature.ParameterTypes.Append(signature.ReturnType).SelectMany(types => types))
            yield return (type, "");
        if (method.RelativeVirtualAddress == 0)
            yield break;
        var body = _file.GetMethodBody(method.RelativeVirtualAddress);
        if (!body.LocalSignature.IsNil)
        {
            foreach (var type in _metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(_names, null).SelectMany(types => types))
                yield return (type, "");
        }
        foreach (var token in Tokens(body.GetILBytes()!))
        {
            foreach (var reference in Of(MetadataTokens.EntityHandle(token)))
                yield return reference;
        }
    }

    private static IEnumerable<int> Tokens(byte[] il)
    {
        for (var at = 0; at < il.Length;)
        {
            int value = il[at++];
            if (value == 0xFE)
                value = 0xFE00 | il[at++];
            var code = OpCodesByValue[value];
            if (code.OperandType is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType)
                yield return BitConverter.ToInt32(il, at);
            at += code.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(il, at)),
                _ => 4,
            };
        }
    }

    private IEnumerable<(string Type, string Member)> Of(EntityHandle handle)
    {
        switch (handle.Kind)
        {
            case HandleKind.MemberReference:
                var member = _metadata.GetMemberReference((MemberReferenceHandle)handle);
                return Of(member.Parent).Select(parent => (parent.Type, _metadata.GetString(member.Name)));
            case HandleKind.MethodSpecification:
                var method = _metadata.GetMethodSpecification((MethodSpecificationHandle)handle);
                return Of(method.Method).Concat(method.DecodeSignature(_names, null).SelectMany(types => types).Select(type => (type, "")));
            case HandleKind.TypeReference:
                return [(_names.Name(_metadata, (TypeReferenceHandle)handle), "")];
            case HandleKind.TypeSpecification:
                return _metadata.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(_names, null).Select(type => (type, ""));
            default:
                return []; // of this assembly itself
        }
    }

    /// <summary>A signature as the full names of all types in it.</summary>
    private sealed class TypeNames : ISignatureTypeProvider<ImmutableArray<string>, object?>
    {
        public string Name(MetadataReader reader, TypeDefinitionHandle handle)
        {
            var type = reader.GetTypeDefinition(handle);
            var name = reader.GetString(type.Name);
            return type.IsNested ? $"{Name(reader, type.GetDeclaringType())}+{name}" : $"{reader.GetString(type.Namespace)}.{name}";
        }

        public string Name(MetadataReader reader, TypeReferenceHandle handle)
        {
            var type = reader.GetTypeReference(handle);
            var name = reader.GetString(type.Name);
            return type.ResolutionScope.Kind == HandleKind.TypeReference
                ? $"{Name(reader, (TypeReferenceHandle)type.ResolutionScope)}+{name}"
                : $"{reader.GetString(type.Namespace)}.{name}";
        }

        public ImmutableArray<string> GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) =>
            [Name(reader, handle)];

        public ImmutableArray<string> GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) =>
            [Name(reader, handle)];

        public ImmutableArray<string> GetTypeFromSpecification(MetadataReader reader, object? context, TypeSpecificationHandle handle, byte rawTypeKind) =>
            reader.GetTypeSpecification(handle).DecodeSignature(this, context);

        public ImmutableArray<string> GetGenericInstantiation(ImmutableArray<string> type, ImmutableArray<ImmutableArray<string>> arguments) =>
            [.. type, .. arguments.SelectMany(argument => argument)];

        public ImmutableArray<string> GetFunctionPointerType(MethodSignature<ImmutableArray<string>> signature) =>
            [.. signature.ReturnType, .. signature.ParameterTypes.SelectMany(type => type)];

        public ImmutableArray<string> GetPrimitiveType(PrimitiveTypeCode typeCode) => [];

        public ImmutableArray<string> GetArrayType(ImmutableArray<string> element, ArrayShape shape) => element;

        public ImmutableArray<string> GetSZArrayType(ImmutableArray<string> element) => element;

        public ImmutableArray<string> GetByReferenceType(ImmutableArray<string> element) => element;

        public ImmutableArray<string> GetPointerType(ImmutableArray<string> element) => element;

        public ImmutableArray<string> GetPinnedType(ImmutableArray<string> element) => element;

        public ImmutableArray<string> GetModifiedType(ImmutableArray<string> modifier, ImmutableArray<string> type, bool isRequired) =>
            type;

        public ImmutableArray<string> GetGenericMethodParameter(object? context, int index) => [];

        public ImmutableArray<string> GetGenericTypeParameter(object? context, int index) => [];
    }
}
