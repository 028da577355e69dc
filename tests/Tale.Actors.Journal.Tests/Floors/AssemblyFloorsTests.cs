using Tale.Actors.Tests.Shared;

namespace Tale.Actors.Journal.Tests.Floors;

public sealed class AssemblyFloorsTests
{
    private static readonly string[][] _floors = [["Top"], ["Left", "Right"], ["Ground", "Cellar"]];

    [Fact]
    public void Arrows_that_go_down_are_no_problem() =>
        Assert.Empty(House(("Top", "Left"), ("Top", "Ground"), ("Right", "Cellar")).Problems(_floors));

    [Fact]
    public void An_arrow_that_goes_up_is_one_with_all_its_places() => Assert.Equal(
        ["Ground -> Top goes up: GroundType uses TopType (Run, Stop)"],
        House(("Ground", "Top", "Stop"), ("Ground", "Top", "Run")).Problems(_floors));

    [Fact]
    public void An_arrow_between_neighbours_is_one() => Assert.Equal(
        ["Left -> Right goes sideways: LeftType uses RightType (Run)"], House(("Left", "Right")).Problems(_floors));

    [Fact]
    public void The_ground_is_a_floor_like_the_others_unless_it_is_said_to_be_different()
    {
        Assert.Equal(["Ground -> Cellar goes sideways: GroundType uses CellarType (Run)"], House(("Ground", "Cellar")).Problems(_floors));
        Assert.Empty(House(("Ground", "Cellar")).Problems(_floors, Ground.OneWay));
        Assert.Single(House(("Left", "Right")).Problems(_floors, Ground.OneWay));
    }

    [Fact]
    public void A_circle_on_the_ground_is_a_problem_in_each_of_its_arrows() => Assert.Equal(
        [
            "Cellar -> Well is part of a circle: CellarType uses WellType (Run)",
            "Ground -> Cellar is part of a circle: GroundType uses CellarType (Run)",
            "Well -> Ground is part of a circle: WellType uses GroundType (Run)",
        ],
        House(("Ground", "Cellar"), ("Cellar", "Well"), ("Well", "Ground"), ("Ground", "Stone")).Problems([["Top"], ["Left"], ["Right"], ["Ground", "Cellar", "Well", "Stone"]], Ground.OneWay));

    [Fact]
    public void A_nested_namespace_stands_where_the_nearest_one_above_it_does()
    {
        string[][] floors = [["Top"], ["Left", "Right", "Left.Inner.Deep"], ["Ground", "Cellar"]];

        Assert.Empty(House(("Left.Inner", "Left"), ("Left.Inner", "Ground"), ("Left.Inner.Deep", "Ground")).Problems(floors));
        Assert.Equal(
            ["Left.Inner -> Top goes up: Left.InnerType uses TopType (Run)"],
            House(("Left.Inner", "Top"), ("Left.Inner.Deep", "Ground")).Problems(floors));
        Assert.Equal(
            ["Left.Inner.Deep -> Left.Inner goes sideways: Left.Inner.DeepType uses Left.InnerType (Run)"],
            House(("Left.Inner.Deep", "Left.Inner")).Problems(floors));
    }

    [Fact]
    public void A_circle_inside_one_room_is_a_problem_too() => Assert.Equal(
        [
            "Left -> Left.Inner is part of a circle: LeftType uses Left.InnerType (Run)",
            "Left.Inner -> Left is part of a circle: Left.InnerType uses LeftType (Run)",
        ],
        House(("Left", "Left.Inner"), ("Left.Inner", "Left")).Problems(_floors));

    [Fact]
    public void A_namespace_on_no_floor_is_a_problem() =>
        Assert.Equal(
            ["Lefty stands on no floor.", "The global namespace stands on no floor."],
            House(("Top", "Lefty"), ("", "Ground")).Problems(_floors));

    [Fact]
    public void A_name_on_a_floor_that_no_type_has_is_a_problem() =>
        Assert.Equal(["Attic is on a floor, but has no type."], House(("Top", "Left")).Problems([["Attic"], .. _floors]));

    private static AssemblyFloors House(params (string From, string To)[] arrows) =>
        House([.. arrows.Select(arrow => (arrow.From, arrow.To, "Run"))]);

    private static AssemblyFloors House(params (string From, string To, string Place)[] arrows) => new(
        arrows.SelectMany(arrow => new[] { arrow.From, arrow.To }).Concat(["Top", "Left", "Right", "Ground", "Cellar"]),
        arrows.Select(
            arrow => new TypeUse(new TypeName(arrow.From, arrow.From + "Type"), arrow.Place, new TypeName(arrow.To, arrow.To + "Type"))));
}
