namespace Tale.Actors.Journal.Tests.Floors.High;

internal sealed class Target
{
    public static readonly Target Instance = new();

    public static string Text { get; set; } = "";

    public static void Call() { }
}

internal sealed class TargetException : Exception;

internal interface ITarget;

internal class TargetBase;

internal enum TargetKind
{
    Any,
}

[AttributeUsage(AttributeTargets.All)]
internal sealed class TargetAttribute : Attribute;
