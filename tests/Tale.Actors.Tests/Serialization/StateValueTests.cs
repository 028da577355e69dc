using System.Collections.Immutable;
using Akka.Actor;
using Tale.Actors.Definitions;
using Tale.Actors.Serialization;

namespace Tale.Actors.Tests.Serialization;

/// <summary>What only values can show: it is written so that it reads back, or refused with the member's path.</summary>
public sealed class StateValueTests(StateCodecTests.CodecSystem shared) : IClassFixture<StateCodecTests.CodecSystem>
{
    private readonly StateCodec _codec = new((ExtendedActorSystem)shared.System);

    [Fact]
    public void F51_what_is_no_number_reads_back()
    {
        var state = new Measured(double.NaN, float.NegativeInfinity, [double.PositiveInfinity, -0.0]);
        var read = Assert.IsType<Measured>(_codec.Decode(_codec.Encode(state, typeof(Measured)), typeof(Measured)));
        Assert.Equal((state.Value, state.Single), (read.Value, read.Single));
        Assert.Equal(state.All, read.All);
        Assert.True(double.IsNegative(read.All[1]));
    }

    [Fact]
    public void F51_a_derived_instance_within_a_state_is_refused_with_its_path()
    {
        var refusal = Refusal(new Zoo("here", [new Animal("Rex"), new Dog("Rex", 3)], null));
        Assert.Contains("$.Animals", refusal, StringComparison.Ordinal);
        Assert.Contains("A Dog was given where Animal is declared; what it adds would be lost", refusal, StringComparison.Ordinal);
        Assert.Contains("$.First", Refusal(new Zoo("here", [], new Dog("Rex", 3))), StringComparison.Ordinal);
        Assert.Contains("Animal", $"{RoundTrip(new Zoo("here", [new Animal("Rex")], null))}", StringComparison.Ordinal);
    }

    [Fact]
    public void F51_a_comparer_of_its_own_is_refused_with_its_path()
    {
        Assert.Contains("$.ByName", Refusal(new Index { ByName = new(StringComparer.OrdinalIgnoreCase) }), StringComparison.Ordinal);
        Assert.Contains(
            "$.Names", Refusal(new Index { Names = new HashSet<string>(StringComparer.OrdinalIgnoreCase) }), StringComparison.Ordinal);
        Assert.Contains("$.Sorted", Refusal(new Index { Sorted = new(StringComparer.Ordinal) }), StringComparison.Ordinal);
        Assert.Contains(
            "$.Fixed",
            Refusal(new Index { Fixed = ImmutableDictionary.Create<string, int>(StringComparer.OrdinalIgnoreCase) }),
            StringComparison.Ordinal);
        Assert.Contains(
            "$.ReadOnly",
            Refusal(new Index { ReadOnly = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase) }),
            StringComparison.Ordinal);
        Assert.Contains("would be lost", Refusal(new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase)), StringComparison.Ordinal);
    }

    [Fact]
    public void The_default_comparer_and_for_texts_the_ordinal_one_are_kept()
    {
        RoundTrip(new Index
        {
            ByName = new(StringComparer.Ordinal) { ["a"] = 1 }, Names = new HashSet<string> { "a" }, Sorted = new() { ["a"] = 1 },
            Fixed = ImmutableDictionary<string, int>.Empty.Add("a", 1), ReadOnly = ImmutableSortedDictionary<string, int>.Empty.Add("a", 1),
        });
        RoundTrip(new Dictionary<string, int> { ["a"] = 1 });
        RoundTrip(new HashSet<int> { 1 });
    }

    [Fact]
    public void F51_a_cycle_is_refused_with_its_path()
    {
        var node = new Node();
        node.Next = node;
        Assert.Contains("$.Next.Next", Refusal(node), StringComparison.Ordinal);
    }

    [Fact]
    public void F51_a_type_said_to_be_stored_by_an_Akka_serializer_needs_one()
    {
        _codec.RequireBound(typeof(StateCodecTests.Ticket));
        var error = Assert.Throws<InvalidOperationException>(() => _codec.RequireBound(typeof(Node)));
        Assert.Contains("none is bound", error.Message, StringComparison.Ordinal);
    }

    private string Refusal<T>(T state) => Assert.Throws<StateSerializationException>(() => _codec.Encode(state, typeof(T))).Message;

    private object RoundTrip<T>(T state) => _codec.Decode(_codec.Encode(state, typeof(T)), typeof(T))!;

    internal sealed record Measured(double Value, float Single, double[] All);

    internal record Animal(string Name);

    internal sealed record Dog(string Name, int Age) : Animal(Name);

    internal sealed record Zoo(string Place, List<Animal> Animals, Animal? First);

    internal sealed class Index
    {
        public Dictionary<string, int>? ByName { get; set; }

        public ISet<string>? Names { get; set; }

        public SortedDictionary<string, int>? Sorted { get; set; }

        public ImmutableDictionary<string, int>? Fixed { get; set; }

        public IReadOnlyDictionary<string, int>? ReadOnly { get; set; }
    }

    internal sealed class Node
    {
        public Node? Next { get; set; }
    }
}
