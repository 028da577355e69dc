using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace Tale.Actors.Definitions;

/// <summary>
/// What can be known about making a step's class before it is made. The constructor is the one that <see cref="ActivatorUtilities"/> takes:
/// a marked one, else the only public one. Not known beforehand: whether a service's own factory or constructor fails, and what a class
/// needs that has a registration of its own.
/// </summary>
internal static class StepConstruction
{
    public static IEnumerable<string> Problems(Type type)
    {
        if (type.IsAbstract || type.IsInterface)
            yield return $"{type.Name} is abstract; name a class that can be made";
    }

    public static IEnumerable<string> StartProblems(Type type, IServiceProvider? services)
    {
        if (Problems(type).ToList() is { Count: > 0 } problems)
            return problems;
        var known = services?.GetService<IServiceProviderIsService>();
        if ((services is not null && known is null) || known?.IsService(type) == true)
            return [];
        if (Constructor(type) is not { } constructor)
            return [NoConstructor(type)];
        var why = services is null
            ? "but Tale runs without services; give it a constructor without parameters, or host Tale with dependency injection"
            : "which no service provides; register it";
        return constructor.GetParameters()
            .Where(parameter => !parameter.HasDefaultValue && !IsProvided(parameter, known))
            .Select(parameter => $"{type.Name} needs {NameOf(parameter)}, {why}");
    }

    /// <summary>An exception's message, whatever that does.</summary>
    public static string Reason(Exception e)
    {
        try
        {
            return e.Message ?? e.GetType().Name;
        }
        catch (Exception)
        {
            return e.GetType().Name;
        }
    }

    private static ConstructorInfo? Constructor(Type type)
    {
        var constructors = type.GetConstructors();
        return constructors.FirstOrDefault(constructor => constructor.IsDefined(typeof(ActivatorUtilitiesConstructorAttribute)))
            ?? (constructors.Length == 1 ? constructors[0] : null);
    }

    private static string NoConstructor(Type type) => type.GetConstructors().Length == 0
        ? $"{type.Name} has no public constructor"
        : $"{type.Name} has several public constructors; mark the one to use with [ActivatorUtilitiesConstructor]";

    private static bool IsProvided(ParameterInfo parameter, IServiceProviderIsService? known) =>
        parameter.GetCustomAttribute<FromKeyedServicesAttribute>() is { } keyed
            ? known is IServiceProviderIsKeyedService keys && keys.IsKeyedService(parameter.ParameterType, keyed.Key)
            : known?.IsService(parameter.ParameterType) == true;

    private static string NameOf(ParameterInfo parameter) =>
        parameter.GetCustomAttribute<FromKeyedServicesAttribute>() is { Key: { } key }
            ? $"{parameter.ParameterType.Name} '{key}'"
            : parameter.ParameterType.Name;
}
