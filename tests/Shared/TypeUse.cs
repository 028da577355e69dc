namespace Tale.Actors.Tests.Shared;

/// <summary>A type of the assembly that is read.</summary>
/// <param name="Namespace">For a nested type that of the outermost one, whatever the compiler made.</param>
/// <param name="Name">With the names of those around it: <c>Outer+Inner</c>.</param>
internal sealed record TypeName(string Namespace, string Name);

/// <summary>One type uses another of the same assembly.</summary>
/// <param name="Place">The member; of the type itself: <c>attribute</c>, <c>base</c> or <c>constraint</c>.</param>
internal sealed record TypeUse(TypeName From, string Place, TypeName To);
