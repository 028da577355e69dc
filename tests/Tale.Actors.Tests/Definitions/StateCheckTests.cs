using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Tale.Actors.Definitions;

namespace Tale.Actors.Tests.Definitions;

/// <summary>A state type that does not read back what it writes is refused when the definition is built, with the member's path.</summary>
public sealed class StateCheckTests
{
    [Theory]
    [InlineData(typeof(GetOnly), "GetOnly.Name is written but not read back; give it a setter, or a constructor parameter")]
    [InlineData(typeof(PrivateSetter), "PrivateSetter.Name is written but not read back; give it a setter")]
    [InlineData(typeof(Internal), "Internal.Name is not written; make it public")]
    [InlineData(typeof(PrivateAuto), "PrivateAuto.Count is not written; make it public")]
    [InlineData(typeof(PrivateGetter), "PrivateGetter.Name is not written; make it public")]
    [InlineData(typeof(OverPrivateField), "OverPrivateField._items is not stored; give it a member that is, or add [JsonIgnore]")]
    [InlineData(typeof(OnlyPrivateFields), "OnlyPrivateFields._count is not stored")]
    [InlineData(typeof(BesideOthers), "BesideOthers._count is not stored; give it a member that is")]
    [InlineData(typeof(BesideFullProperty), "BesideFullProperty._count is not stored; give it a member that is")]
    [InlineData(typeof(ReadOnlyField), "ReadOnlyField.Number is a read-only field; give it a constructor parameter of its name")]
    [InlineData(typeof(WithObject), "WithObject.Anything is an object, whose type is not stored")]
    [InlineData(typeof(Outer), "Outer.Inners[].Value.Name is written but not read back")]
    [InlineData(typeof(Dictionary<string, GetOnly>), "Dictionary`2[].Name is written but not read back")]
    [InlineData(typeof((int, GetOnly)), "ValueTuple`2.Item2.Name is written but not read back")]
    [InlineData(typeof(Inherits), "Inherits.Name is written but not read back")]
    [InlineData(typeof(HasInterface), "HasInterface.Shape is the abstract IShape, which names no derived types")]
    [InlineData(typeof(HasAbstract), "HasAbstract.Pet is the abstract Pet, which names no derived types")]
    [InlineData(typeof(DerivedIsBad), "DerivedIsBad(Bad).Name is written but not read back")]
    [InlineData(typeof(NoDiscriminator), "NoDiscriminator names Sub without a discriminator")]
    [InlineData(typeof(FallsBack), "FallsBack falls back to a base type")]
    [InlineData(typeof(TwoConstructors), "TwoConstructors cannot be read back")]
    [InlineData(typeof(UnboundParameter), "UnboundParameter cannot be read back")]
    [InlineData(typeof(Stack<int>), "Stack`1 is a stack, which reads back upside down")]
    [InlineData(typeof(ImmutableStack<int>), "is a stack")]
    [InlineData(typeof(ConcurrentStack<int>), "is a stack")]
    [InlineData(typeof(OwnStack), "is a stack")]
    [InlineData(typeof(ReadOnlyCollection<int>), "cannot be read back")]
    [InlineData(typeof(ArrayList), "ArrayList[] is an object")]
    [InlineData(typeof(Hashtable), "Hashtable[] is an object")]
    [InlineData(typeof(BookingsOfSomebody), "BookingsOfSomebody.Owner is a member of a collection, of which only the elements are stored")]
    [InlineData(typeof(Dictionary<GetOnly, int>), "Dictionary`2's key cannot be read back")]
    [InlineData(typeof(int[,]), "cannot be read back")]
    [InlineData(typeof(WithType), "WithType.Kind cannot be read back")]
    [InlineData(typeof(WithDelegate), "WithDelegate.Next cannot be read back")]
    [InlineData(typeof(WithEnumerator), "WithEnumerator.Items cannot be read back")]
    [InlineData(typeof(TwoOfOneName), "cannot be stored")]
    [InlineData(typeof(BigInteger), "BigInteger is of type BigInteger, which JSON does not bring back")]
    [InlineData(typeof(Complex), "which JSON does not bring back")]
    [InlineData(typeof(Exception), "which JSON does not bring back")]
    [InlineData(typeof(Lazy<int>), "which JSON does not bring back")]
    [InlineData(typeof(IndependentTwice), "IndependentTwice at $.id changes when it is read back: 8 is written, 9 is read")]
    [InlineData(typeof(Growing), "Growing at $.names changes when it is read back")]
    public void F51_a_state_type_that_does_not_read_back_what_it_writes_is_refused_with_the_member_s_path(Type type, string problem) =>
        Assert.Contains(problem, Assert.Single(StateCheck.Problems(type)), StringComparison.Ordinal);

    [Fact]
    public void F51_every_member_is_named_not_only_the_first() => Assert.Equal(2, StateCheck.Problems(typeof(TwoBadMembers)).Count);

    [Theory]
    [InlineData(typeof(int))]
    [InlineData(typeof(int?))]
    [InlineData(typeof(string))]
    [InlineData(typeof(double))]
    [InlineData(typeof(decimal))]
    [InlineData(typeof(Guid?))]
    [InlineData(typeof(DateTimeOffset))]
    [InlineData(typeof(TimeSpan))]
    [InlineData(typeof(DateOnly))]
    [InlineData(typeof(Uri))]
    [InlineData(typeof(Version))]
    [InlineData(typeof(byte[]))]
    [InlineData(typeof(ReadOnlyMemory<byte>))]
    [InlineData(typeof(DayOfWeek))]
    [InlineData(typeof(JsonElement))]
    [InlineData(typeof(JsonObject))]
    [InlineData(typeof((int, string)))]
    [InlineData(typeof((int, string, int, string, int, string, int, string, int)))]
    [InlineData(typeof(Tuple<int, string>))]
    [InlineData(typeof(KeyValuePair<string, int>))]
    [InlineData(typeof(KeyValuePair<Order, Dictionary<string, Order>>))]
    [InlineData(typeof(Vector3))]
    [InlineData(typeof(Order[]))]
    [InlineData(typeof(List<Order>))]
    [InlineData(typeof(IEnumerable<Order>))]
    [InlineData(typeof(IReadOnlyList<Order>))]
    [InlineData(typeof(HashSet<int>))]
    [InlineData(typeof(ISet<int>))]
    [InlineData(typeof(Queue<int>))]
    [InlineData(typeof(LinkedList<int>))]
    [InlineData(typeof(ObservableCollection<int>))]
    [InlineData(typeof(ImmutableArray<int>))]
    [InlineData(typeof(ImmutableList<Order>))]
    [InlineData(typeof(ImmutableDictionary<string, Order>))]
    [InlineData(typeof(IReadOnlyDictionary<string, Order>))]
    [InlineData(typeof(SortedDictionary<Guid, Order>))]
    [InlineData(typeof(Dictionary<DayOfWeek, List<Order>>))]
    [InlineData(typeof(Counted))]
    [InlineData(typeof(Positional))]
    [InlineData(typeof(PositionalStruct))]
    [InlineData(typeof(Required))]
    [InlineData(typeof(Computed))]
    [InlineData(typeof(Ignored))]
    [InlineData(typeof(Included))]
    [InlineData(typeof(Populated))]
    [InlineData(typeof(PrimaryConstructor))]
    [InlineData(typeof(FullProperty))]
    [InlineData(typeof(Validates))]
    [InlineData(typeof(Normalizes))]
    [InlineData(typeof(Recursive))]
    [InlineData(typeof(Empty))]
    [InlineData(typeof(Converted))]
    [InlineData(typeof(Declared))]
    [InlineData(typeof(Unsealed))]
    [InlineData(typeof(Extended))]
    public void F51_a_state_type_that_reads_back_what_it_writes_is_allowed(Type type) => Assert.Empty(StateCheck.Problems(type));

    [Fact]
    public void F51_Build_refuses_it_wherever_it_occurs_and_says_how_to_go_on()
    {
        var problem = Refusal(() => Transaction.Define<Order>("t").Concurrent(
            "all", block => block.Branch(b => b.Step("a", _ => new GetOnly())).Branch(b => b).Join((order, _, _) => order)).Build())[1];
        Assert.Equal(
            "the state type GetOnly does not read back what it writes: GetOnly.Name is written but not read back; give it a setter, "
            + "or a constructor parameter of its name. Mend it, or bind an Akka serializer of your own to it and say so: "
            + "options => options.StoredByAkkaSerializer<GetOnly>()", problem);
    }

    [Fact]
    public void F51_a_type_that_an_Akka_serializer_stores_may_look_as_it_likes()
    {
        var definition = Transaction.Define<GetOnly>(
            "t", 1, options => options.StoredByAkkaSerializer<GetOnly>().StoredByAkkaSerializer<Pet>())
            .Step("a", _ => { }).Step<Pet>("b", _ => throw new NotSupportedException()).Build();
        Assert.Equal([typeof(GetOnly), typeof(Pet)], definition.Settings.StoredByAkkaSerializer.OrderBy(type => type.Name));
        Refusal(() => Transaction.Define<GetOnly>("t", 1, options => options.StoredByAkkaSerializer<Pet>()).Step("a", _ => { }).Build());
    }

    private static IReadOnlyList<string> Refusal(Action build) => Assert.Throws<InvalidTransactionDefinitionException>(build).Problems;

    internal sealed class GetOnly
    {
        public string Name { get; } = "a";
    }

    internal sealed class PrivateSetter
    {
        public string? Name { get; private set; }

        public void Rename(string name) => Name = name;
    }

    internal sealed class Internal
    {
        public int Id { get; set; }

        internal string? Name { get; set; }
    }

    internal sealed class PrivateAuto
    {
        public int Id { get; set; }

        private int Count { get; set; }

        public void Increment() => Count++;
    }

    internal sealed class PrivateGetter
    {
        public string? Name { private get; set; }

        public int Length() => Name!.Length;
    }

    internal sealed class OverPrivateField
    {
        private readonly List<int> _items = [];

        public IReadOnlyList<int> Items => _items;

        public void Add(int item) => _items.Add(item);
    }

    internal sealed class OnlyPrivateFields
    {
        private int _count;

        public void Increment() => _count++;

        public int Get() => _count;
    }

    internal sealed class BesideOthers
    {
        private int _count;

        public int Id { get; set; }

        public int Increment() => ++_count;
    }

    internal sealed class BesideFullProperty
    {
        private string _name = "";
        private int _count;

        public string Name
        {
            get => _name;
            set => _name = value;
        }

        public int Increment() => ++_count;
    }

    internal sealed class ReadOnlyField
    {
        public readonly int Number = 5;
    }

    internal sealed record WithObject(object Anything);

    internal sealed record Outer(List<Inner> Inners);

    internal sealed record Inner(GetOnly Value);

    internal class Base
    {
        public string Name { get; } = "a";
    }

    internal sealed class Inherits : Base
    {
        public int Id { get; set; }
    }

    internal interface IShape;

    internal sealed record HasInterface(IShape Shape);

    internal abstract record Pet;

    internal sealed record HasAbstract(Pet Pet);

    [JsonDerivedType(typeof(Bad), "bad")]
    internal abstract record DerivedIsBad;

    internal sealed record Bad : DerivedIsBad
    {
        public string Name { get; } = "a";
    }

    [JsonDerivedType(typeof(Sub))]
    internal record NoDiscriminator;

    internal sealed record Sub(int Id) : NoDiscriminator;

    [JsonPolymorphic(UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FallBackToBaseType)]
    [JsonDerivedType(typeof(Known), "known")]
    internal record FallsBack;

    internal sealed record Known : FallsBack;

    internal sealed class TwoConstructors
    {
        public TwoConstructors(int id) => Id = id;

        public TwoConstructors(string id) => Id = int.Parse(id);

        public int Id { get; set; }
    }

    internal sealed class UnboundParameter
    {
        public UnboundParameter(int number) => Id = number;

        public int Id { get; set; }
    }

    internal sealed class OwnStack : Stack<int>;

    internal sealed class Counted : List<int>
    {
        [JsonIgnore]
        public string? Note { get; set; }
    }

    internal sealed class BookingsOfSomebody : List<int>
    {
        public string? Owner { get; set; }
    }

    internal sealed record WithType(Type Kind);

    internal sealed record WithDelegate(Func<int> Next);

    internal sealed record WithEnumerator(IAsyncEnumerable<int> Items);

    internal sealed class TwoOfOneName
    {
        public int Id { get; set; }

        [JsonPropertyName("id")]
        public int Other { get; set; }
    }

    internal sealed class IndependentTwice(int id)
    {
        public int Id { get; } = id + 1;
    }

    internal sealed class Growing
    {
        private List<string> _names = [];

        public List<string> Names
        {
            get => [.. _names, "one more"];
            set => _names = value;
        }
    }

    internal sealed class TwoBadMembers
    {
        public int Id { get; } = 1;

        public string Name { get; } = "a";
    }

    internal sealed record Positional(int Id, string? Name, IReadOnlyList<Inner2> Inners);

    internal sealed record Inner2(DateTimeOffset At);

    internal readonly record struct PositionalStruct(int Id, string Name);

    internal sealed class Required
    {
        public required string Name { get; init; }
    }

    internal sealed record Computed(int Net, int Tax)
    {
        public int Gross => Net + Tax;
    }

    internal sealed class Ignored
    {
        private readonly Lock _lock = new();

        [JsonIgnore]
        private readonly List<int> _cache = [];

        public event Action? Changed;

        public int Id { get; set; }

        public int Count => _cache.Count;

        [JsonIgnore]
        public string? Note { get; private set; }

        public void Add(int item)
        {
            lock (_lock)
                _cache.Add(item);
            Note = "changed";
            Changed?.Invoke();
        }
    }

    internal sealed class Included
    {
        [JsonInclude]
        public string? Name { get; private set; }

        [JsonInclude]
        private int Count { get; set; }

        public void Increment() => (Name, Count) = ($"{Count}", Count + 1);
    }

    internal sealed class Populated
    {
        [JsonObjectCreationHandling(JsonObjectCreationHandling.Populate)]
        public List<int> Items { get; } = [];
    }

    internal sealed class PrimaryConstructor(int id, string name)
    {
        public int Id => id;

        public string Name { get; } = name;
    }

    internal sealed class FullProperty
    {
        private string _text = "";
        private List<DateOnly> _days = [];

        public string Name
        {
            get => _text;
            set => _text = value;
        }

        public IReadOnlyList<DateOnly> Days
        {
            get => _days;
            init => _days = [.. value];
        }

        public int Length => _text.Length;
    }

    internal sealed record Validates
    {
        public Validates(int id) => Id = id > 1_000_000 ? id : throw new ArgumentOutOfRangeException(nameof(id));

        public int Id { get; }
    }

    internal sealed class Normalizes
    {
        public string? Name
        {
            get;
            set => field = value?.ToUpperInvariant();
        }
    }

    internal sealed record Recursive(int Id, Recursive? Parent, List<Recursive> Children);

    internal sealed record Empty;

    [JsonConverter(typeof(ConvertedConverter))]
    internal sealed class Converted(int id)
    {
        private readonly int _id = id;

        public int Id() => _id;
    }

    internal sealed class ConvertedConverter : JsonConverter<Converted>
    {
        public override Converted Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(reader.GetInt32());

        public override void Write(Utf8JsonWriter writer, Converted value, JsonSerializerOptions options) =>
            writer.WriteNumberValue(value.Id());
    }

    [JsonDerivedType(typeof(First), "first")]
    [JsonDerivedType(typeof(Second), "second")]
    internal abstract record Declared;

    internal sealed record First(int Id) : Declared;

    internal sealed record Second(string Name) : Declared;

    internal record Unsealed(int Id);

    internal sealed record Derived(int Id, int More) : Unsealed(Id);

    internal sealed class Extended
    {
        public int Id { get; set; }

        [JsonExtensionData]
        public Dictionary<string, JsonElement>? More { get; set; }
    }
}
