using System.Runtime.CompilerServices;
using Akka.Actor;
using Tale.Actors.Core;
using Tale.Actors.Protocol;

namespace Tale.Actors.Coordination;

/// <summary>
/// Messages to a coordinator that cannot have them now, in their order. Who gets no answer asks again, for as long as a database is away: of the same
/// question, or command, of the same sender only so many are held again, and of questions only so many at all, so that what is held does not grow
/// with time: each call of a client is a sender of its own, and whoever has given up does not say so.
/// </summary>
internal sealed class HeldMail
{
    /// <summary>Whoever sends the same a few times at once is answered as often.</summary>
    public const int MostOfTheSame = 32;

    /// <summary>Of those who ask how it stands, the last ones: the others have asked again, or do not wait any more.</summary>
    public const int MostQuestions = 1024;

    private List<(object Message, IActorRef Sender)>? _all;
    private Dictionary<(object Message, IActorRef Sender), int>? _copies;
    private int _questions;

    public int Count => _all?.Count ?? 0;

    public IReadOnlyList<(object Message, IActorRef Sender)> All => _all ?? (IReadOnlyList<(object Message, IActorRef Sender)>)[];

    /// <summary>It has just come, and is answered soon.</summary>
    public void Add(object message, IActorRef sender)
    {
        (_all ??= []).Add((message, sender));
        if (IsQuestion(message))
            _questions++;
    }

    /// <summary>It has waited before, and nobody knows for how long it is going to.</summary>
    public void AddAgain(object message, IActorRef sender)
    {
        _copies ??= new(Same.Instance);
        // Who does not watch any more may watch again after it.
        if (message is UnwatchTransaction unwatch && _copies.Remove((new WatchTransaction(unwatch.TransactionId), sender)))
            _all!.RemoveAll(held => held.Message is WatchTransaction && held.Sender.Equals(sender));
        var copies = _copies.GetValueOrDefault((message, sender)) + 1;
        if (copies > MostOfTheSame)
            return;
        _copies[(message, sender)] = copies;
        Add(message, sender);
        if (_questions > 2 * MostQuestions)
            ForgetQuestions();
    }

    /// <summary>Half of them at a time, so that it costs nothing each time.</summary>
    private void ForgetQuestions()
    {
        var tooMany = _questions - MostQuestions;
        _all!.RemoveAll(held => IsQuestion(held.Message) && tooMany-- > 0);
        _questions = MostQuestions;
        _copies!.Clear();
        foreach (var held in _all)
            _copies[held] = _copies.GetValueOrDefault(held) + 1;
    }

    private static bool IsQuestion(object message) => message is GetTransaction or GetTransactionPlan;

    /// <summary>By what they say, where that is Tale's own; users' values are not compared, as that is users' code.</summary>
    private sealed class Same : IEqualityComparer<(object Message, IActorRef Sender)>
    {
        public static readonly Same Instance = new();

        public bool Equals((object Message, IActorRef Sender) one, (object Message, IActorRef Sender) other) =>
            one.Sender.Equals(other.Sender)
            && (ReferenceEquals(one.Message, other.Message) || (KeyOf(one.Message) is { } key && key.Equals(KeyOf(other.Message))));

        public int GetHashCode((object Message, IActorRef Sender) held) =>
            HashCode.Combine(held.Sender, KeyOf(held.Message)?.GetHashCode() ?? RuntimeHelpers.GetHashCode(held.Message));

        /// <summary>A client that asks again sends what it has prepared once.</summary>
        private readonly record struct SameObject(object Value)
        {
            public bool Equals(SameObject other) => ReferenceEquals(Value, other.Value);

            public override int GetHashCode() => RuntimeHelpers.GetHashCode(Value);
        }

        private static object? KeyOf(object message) => message switch
        {
            StartChild start => (start.TransactionId, start.CancelReason),
            StartEnvelope start => new SameObject(start.Request),
            GetTransaction or GetTransactionPlan or WatchTransaction or UnwatchTransaction or CancelTransaction or CompensateTransaction
                or OperatorCommand { Output: null } or SignalTransaction { Payload: null } => message,
            _ => null,
        };
    }
}
