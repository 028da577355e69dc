namespace Tale.Actors.Host.Demo;

internal static class DemoCommand
{
    public static Task<int> RunAsync(bool crash) => throw new NotImplementedException(crash.ToString());
}
