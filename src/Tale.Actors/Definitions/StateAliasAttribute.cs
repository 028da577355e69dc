namespace Tale.Actors.Definitions;

/// <summary>
/// The name under which values of a type are stored, in place of the default: the type's name in kebab case, <c>TripBooking</c> becoming
/// <c>trip-booking</c>. Set it before renaming a type whose values are stored.
/// </summary>
/// <param name="alias">Letters, digits, '.', '_' and '-', at most 100.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum | AttributeTargets.Interface, Inherited = false)]
public sealed class StateAliasAttribute(string alias) : Attribute
{
    /// <summary>The alias.</summary>
    public string Alias { get; } = alias;
}
