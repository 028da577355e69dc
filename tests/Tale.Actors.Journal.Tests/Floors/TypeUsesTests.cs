using Tale.Actors.Tests.Shared;

namespace Tale.Actors.Journal.Tests.Floors;

/// <summary>Each specimen uses a type of the floor above in one way.</summary>
public sealed class TypeUsesTests
{
    private const string Low = "Tale.Actors.Journal.Tests.Floors.Low";
    private const string High = "Tale.Actors.Journal.Tests.Floors.High";

    private static readonly Lazy<HashSet<TypeUse>> _uses = new(() =>
    {
        using var uses = new TypeUses(typeof(TypeUsesTests).Assembly);
        return [.. uses.Read()];
    });

    [Theory]
    [InlineData("CallsInCode", "Run", "Target")]
    [InlineData("ReadsAField", "Run", "Target")]
    [InlineData("HasAField", "Field", "Target")]
    [InlineData("HasAProperty", "get_Property", "Target")]
    [InlineData("HasABase", "base", "TargetBase")]
    [InlineData("HasAnInterface", "base", "ITarget")]
    [InlineData("HasAParameter", "Run", "Target")]
    [InlineData("HasAGenericField", "Field", "Target")]
    [InlineData("HasAGenericBase", "base", "Target")]
    [InlineData("CallsAGenericMethod", "Run", "Target")]
    [InlineData("CallsAGenericType", "Run", "Target")]
    [InlineData("HasAConstraint`1", "constraint", "ITarget")]
    [InlineData("HasAnAttribute", "attribute", "TargetAttribute")]
    [InlineData("HasAnAttributeOnAParameter", "Run", "TargetAttribute")]
    [InlineData("NamesATypeInAnAttribute", "attribute", "Target")]
    [InlineData("NamesAValueInAnAttribute", "attribute", "TargetKind")]
    [InlineData("CallsInANestedType+Inner", "Run", "Target")]
    [InlineData("NamesAType", "Run", "Target")]
    [InlineData("Catches", "Run", "TargetException")]
    [InlineData("HasALocal", "Run", "TargetKind")]
    public void A_use_is_seen_where_it_stands(string from, string place, string to) =>
        Assert.Contains(new TypeUse(new TypeName(Low, from), place, new TypeName(High, to)), _uses.Value);

    [Theory]
    [InlineData("CallsInALambda+<>c")]
    [InlineData("CallsInAnAsyncMethod+<RunAsync>")]
    [InlineData("CallsInAnIterator+<Run>")]
    public void A_use_in_a_type_that_the_compiler_made_counts_for_the_namespace_around_it(string from) =>
        Assert.Contains(_uses.Value, use => use.From.Namespace == Low && use.From.Name.StartsWith(from, StringComparison.Ordinal) && use.To == new TypeName(High, "Target"));

    [Fact]
    public void What_the_compiler_made_beside_all_namespaces_is_left_out()
    {
        Assert.Contains(
            _uses.Value, use => use.From == new TypeName(Low, "MakesAnAnonymousType") && use.To == new TypeName(High, "Target"));
        Assert.DoesNotContain(_uses.Value, use => use.From.Name.StartsWith('<') || use.To.Name.StartsWith('<'));
    }

    [Fact]
    public void The_floors_of_an_assembly_are_read_from_it()
    {
        var floors = AssemblyFloors.Of(typeof(TypeUsesTests).Assembly);

        Assert.Contains($"{Low} -> {High} goes up: CallsInCode uses Target (Run)", floors.Problems([[High], [Low]]));
        Assert.DoesNotContain(floors.Problems([[Low], [High]]), problem => problem.Contains(Low, StringComparison.Ordinal));
    }
}
