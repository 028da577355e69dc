namespace Tale.Actors.Host.Samples.Holiday.Contracts;

/// <summary>The paths under which a node serves the sample services.</summary>
internal static class ServicePaths
{
    public const string Root = "/samples/holiday";

    public static string Of(string service) => $"{Root}/{service}";
}
