using Tale.Actors.Journal.Tests.Floors.High;

namespace Tale.Actors.Journal.Tests.Floors.Low;

internal sealed class CallsInCode
{
    public static void Run() => Target.Call();
}

internal sealed class ReadsAField
{
    public static object Run() => Target.Instance;
}

internal sealed class HasAField(object? given)
{
    public Target? Field = given as Target;
}

internal sealed class HasAProperty
{
    public Target? Property { get; set; }
}

internal sealed class HasABase : TargetBase;

internal sealed class HasAnInterface : ITarget;

internal sealed class HasAParameter
{
    public static void Run(Target[] _) { }
}

internal sealed class HasAGenericField(object? given)
{
    public Dictionary<string, List<Target>>? Field = given as Dictionary<string, List<Target>>;
}

internal sealed class HasAGenericBase : List<Target>;

internal sealed class CallsAGenericMethod
{
    public static object Run() => Array.Empty<Target>();
}

internal sealed class CallsAGenericType
{
    public static object Run() => new List<Target>();
}

internal sealed class HasAConstraint<T>
    where T : ITarget;

[Target]
internal sealed class HasAnAttribute;

internal sealed class HasAnAttributeOnAParameter
{
    public static void Run([Target] int _) { }
}

[System.ComponentModel.DefaultValue(typeof(List<Target[]>), null)]
internal sealed class NamesATypeInAnAttribute;

[System.ComponentModel.AmbientValue(TargetKind.Any)]
internal sealed class NamesAValueInAnAttribute;

internal sealed class MakesAnAnonymousType
{
    public static object Run(object given) => new { Made = given as Target };
}

internal sealed class CallsInALambda
{
    public static Action Run() => () => Target.Call();
}

internal sealed class CallsInAnAsyncMethod
{
    public static async Task RunAsync()
    {
        await Task.Yield();
        Target.Call();
    }
}

internal sealed class CallsInAnIterator
{
    public static IEnumerable<int> Run()
    {
        Target.Call();
        yield return 1;
    }
}

internal sealed class CallsInANestedType
{
    public sealed class Inner
    {
        public static void Run() => Target.Call();
    }
}

internal sealed class NamesAType
{
    public static string Run() => typeof(Target).Name;
}

internal sealed class Catches
{
    public static void Run(Action run)
    {
        try
        {
            run();
        }
        catch (TargetException)
        {
            // Only the type is of interest.
        }
    }
}

internal sealed class HasALocal
{
    public static int Run(int number)
    {
        var sum = 0;
        for (TargetKind kind = 0; (int)kind < number; kind++)
            sum += (int)kind;
        return sum;
    }
}
