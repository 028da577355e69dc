using System.Text;
using System.Text.Json.Serialization;
using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Serialization;

namespace Tale.Actors.Tests.Serialization;

/// <summary>Users' states as payloads, and what is refused.</summary>
public sealed class StateCodecTests : IClassFixture<StateCodecTests.CodecSystem>
{
    private readonly ActorSystem _system;
    private readonly StateCodec _codec;

    public StateCodecTests(CodecSystem shared)
    {
        _system = shared.System;
        _codec = new StateCodec((ExtendedActorSystem)_system);
    }

    [Theory]
    [InlineData(typeof(Booking), "booking")]
    [InlineData(typeof(Renamed), "old-name")]
    [InlineData(typeof(int), "int32")]
    [InlineData(typeof(string), "string")]
    [InlineData(typeof(Booking[]), "booking-array")]
    [InlineData(typeof(List<Booking>), "list-of-booking")]
    [InlineData(typeof(Dictionary<string, List<Booking>>), "dictionary-of-string-and-list-of-booking")]
    [InlineData(typeof((int, Booking)), "value-tuple-of-int32-and-booking")]
    [InlineData(typeof(HTTPReply), "http-reply")]
    public void Aliases_are_names_in_kebab_case(Type type, string alias) => Assert.Equal(alias, Names.AliasOf(type));

    [Fact]
    public void A_record_is_json_under_its_alias()
    {
        var payload = _codec.Encode(new Booking(7, Colour.Red), typeof(Booking));
        Assert.Equal(("booking", 0, """{"id":7,"colour":"Red"}"""), (payload.Alias, payload.SerializerId, Text(payload)));
        Assert.Equal(new Booking(7, Colour.Red), _codec.Decode(payload, typeof(Booking)));
    }

    [Fact]
    public void Every_read_gives_a_fresh_copy()
    {
        var payload = _codec.Encode(new List<int> { 1 }, typeof(List<int>));
        ((List<int>)_codec.Decode(payload, typeof(List<int>))!).Add(2);
        Assert.Equal([1], (List<int>)_codec.Decode(payload, typeof(List<int>))!);
    }

    [Fact]
    public void Tuples_keep_their_fields() =>
        Assert.Equal((1, "a"), _codec.Decode(_codec.Encode((1, "a"), typeof((int, string))), typeof((int, string))));

    [Fact]
    public void Null_and_nullables_keep_their_value()
    {
        Assert.Null(_codec.Decode(_codec.Encode(null, typeof(Booking)), typeof(Booking)));
        Assert.Equal(5, _codec.Decode(_codec.Encode(5, typeof(int?)), typeof(int?)));
        Assert.Null(_codec.Decode(_codec.Encode(null, typeof(int?)), typeof(int?)));
    }

    [Fact]
    public void A_value_that_would_be_sliced_is_refused() =>
        Assert.Contains("would be lost", Refusal(() => _codec.Encode(new Dog("Rex", 3), typeof(Animal))), StringComparison.Ordinal);

    [Fact]
    public void A_declared_hierarchy_keeps_its_type()
    {
        var payload = _codec.Encode(new Circle(2), typeof(Shape));
        Assert.Equal("shape", payload.Alias);
        Assert.Equal(new Circle(2), _codec.Decode(payload, typeof(Shape)));
    }

    [Fact]
    public void Two_types_of_one_alias_are_refused()
    {
        _codec.Register(typeof(Booking));
        _codec.Register(typeof(Booking));
        var error = Assert.Throws<InvalidOperationException>(() => _codec.Register(typeof(Other.Booking)));
        Assert.Contains("[StateAlias", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_is_never_sent_under_the_alias_of_another_type()
    {
        _codec.Register(typeof(Booking));
        Assert.Contains("no registered transaction", Refusal(() => _codec.Encode(new Other.Booking("x"))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_s_value_is_sent_as_the_registered_base_that_it_is()
    {
        _codec.Register(typeof(Shape));
        Assert.Equal(new Circle(2), _codec.Decode(_codec.Encode(new Circle(2))));
    }

    [Fact]
    public void An_unknown_alias_is_refused() =>
        Assert.Contains("'booking'", Refusal(() => _codec.Decode(new Payload("booking", "{}"u8.ToArray()))), StringComparison.Ordinal);

    [Fact]
    public void A_value_of_another_type_than_expected_is_refused() =>
        Assert.Contains("'booking'", Refusal(() => _codec.Decode(_codec.Encode(5, typeof(int)), typeof(Booking))), StringComparison.Ordinal);

    [Fact]
    public void F21_a_value_that_does_not_serialize_is_a_small_error() =>
        Assert.Contains("does not serialize", Refusal(() => _codec.Encode(new Broken(), typeof(Broken))), StringComparison.Ordinal);

    [Fact]
    public void Bytes_that_do_not_fit_are_refused() =>
        Assert.Contains("cannot be read", Refusal(() => _codec.Decode(new Payload("booking", "[1]"u8.ToArray()), typeof(Booking))), StringComparison.Ordinal);

    [Fact]
    public void A_serializer_that_the_user_bound_is_used()
    {
        var payload = _codec.Encode(new Ticket("A1"), typeof(Ticket));
        Assert.Equal(("ticket", OwnSerializer.Id, "ticket:1", "A1"), (payload.Alias, payload.SerializerId, payload.Manifest, Text(payload)));
        Assert.Equal(new Ticket("A1"), _codec.Decode(payload, typeof(Ticket)));
    }

    [Fact]
    public void What_was_stored_as_json_before_a_serializer_was_bound_is_still_read() =>
        Assert.Equal(new Ticket("A1"), _codec.Decode(new Payload("ticket", """{"number":"A1"}"""u8.ToArray()), typeof(Ticket)));

    [Fact]
    public void F44_serializers_without_a_manifest_of_their_own_are_refused()
    {
        Assert.Contains("SerializerWithStringManifest", Refusal(() => _codec.Encode(new Seat("1"), typeof(Seat))), StringComparison.Ordinal);
        Assert.Contains("SerializerWithStringManifest", Refusal(() => _codec.Encode(new Meal("1"), typeof(Meal))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(typeof(Booking), "booking")]
    [InlineData(typeof(Ticket), "ticket")]
    public void F44_a_row_does_not_pick_the_serializer_that_loads_types_by_name(Type type, string alias)
    {
        var newtonsoft = _system.Serialization.FindSerializerForType(typeof(object));
        Gadget.Loaded = false;
        var data = Encoding.UTF8.GetBytes($$"""{"$type":"{{typeof(Gadget).AssemblyQualifiedName}}"}""");
        var refusal = Refusal(() => _codec.Decode(new Payload(alias, data, newtonsoft.Identifier), type));
        Assert.Contains("not bound", refusal, StringComparison.Ordinal);
        Assert.False(Gadget.Loaded);
    }

    [Fact]
    public void F44_a_type_name_in_json_does_nothing()
    {
        Gadget.Loaded = false;
        var data = Encoding.UTF8.GetBytes($$"""{"$type":"{{typeof(Gadget).AssemblyQualifiedName}}","id":7,"colour":"Red"}""");
        Assert.Equal(new Booking(7, Colour.Red), _codec.Decode(new Payload("booking", data), typeof(Booking)));
        Assert.False(Gadget.Loaded);
    }

    private static string Refusal(Func<object?> action) => Assert.Throws<StateSerializationException>(action).Message;

    private static string Text(Payload payload) => Encoding.UTF8.GetString(payload.Data.Span);

    /// <summary>One actor system for all tests, with serializers as users bind them; every test has a codec of its own.</summary>
    public sealed class CodecSystem : IDisposable
    {
        private static readonly Config Bindings = $$"""
            akka.loglevel = WARNING
            akka.actor {
              serializers {
                own = "{{typeof(OwnSerializer).AssemblyQualifiedName}}"
                typed = "{{typeof(TypedSerializer).AssemblyQualifiedName}}"
                bare = "{{typeof(BareSerializer).AssemblyQualifiedName}}"
              }
              serialization-bindings {
                "{{typeof(Ticket).AssemblyQualifiedName}}" = own
                "{{typeof(Seat).AssemblyQualifiedName}}" = typed
                "{{typeof(Meal).AssemblyQualifiedName}}" = bare
              }
            }
            """;

        public ActorSystem System { get; } = ActorSystem.Create("codec", Bindings);

        public void Dispose() => System.Dispose();
    }

    internal sealed record Booking(int Id, Colour Colour);

    internal enum Colour
    {
        Red = 1,
    }

    [StateAlias("old-name")]
    internal sealed record Renamed(int Id);

    internal sealed record HTTPReply(int Code);

    internal record Animal(string Name);

    internal sealed record Dog(string Name, int Age) : Animal(Name);

    [JsonDerivedType(typeof(Circle), "circle")]
    internal abstract record Shape;

    internal sealed record Circle(int Radius) : Shape;

    internal sealed record Ticket(string Number);

    internal sealed record Seat(string Number);

    internal sealed record Meal(string Number);

    internal static class Other
    {
        internal sealed record Booking(string Name);
    }

    internal sealed class Broken
    {
        public int Value => throw new InvalidOperationException("broken");
    }

    /// <summary>What an attacker would like to have made.</summary>
    public sealed class Gadget
    {
        public Gadget() => Loaded = true;

        [field: ThreadStatic]
        public static bool Loaded { get; set; }
    }

    public sealed class OwnSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
    {
        public const int Id = 4711;

        public override int Identifier => Id;

        public override string Manifest(object o) => "ticket:1";

        public override byte[] ToBinary(object obj) => Encoding.UTF8.GetBytes(((Ticket)obj).Number);

        public override object FromBinary(byte[] bytes, string manifest) => new Ticket(Encoding.UTF8.GetString(bytes));
    }

    public sealed class TypedSerializer(ExtendedActorSystem system) : Serializer(system)
    {
        public override int Identifier => 4712;

        public override bool IncludeManifest => true;

        public override byte[] ToBinary(object obj) => [];

        public override object FromBinary(byte[] bytes, Type type) => throw new NotSupportedException();
    }

    public sealed class BareSerializer(ExtendedActorSystem system) : Serializer(system)
    {
        public override int Identifier => 4713;

        public override bool IncludeManifest => false;

        public override byte[] ToBinary(object obj) => [];

        public override object FromBinary(byte[] bytes, Type type) => throw new NotSupportedException();
    }
}
