namespace Tale.Actors.Definitions;

/// <summary>Where Tale runs without services, a step's class needs a constructor without parameters.</summary>
internal sealed class NoServices : IServiceProvider
{
    public static readonly NoServices Instance = new();

    public object? GetService(Type serviceType) => null;
}
