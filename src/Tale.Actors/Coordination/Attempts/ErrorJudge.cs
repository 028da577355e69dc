using Akka.Actor;
using System.Net;
using System.Net.Http;
using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Serialization;

namespace Tale.Actors.Coordination.Attempts;

/// <summary>
/// Says what an error of an attempt means: whether to try again, and whether the attempt may have taken effect all the same.
/// The one place that does, for steps, participants and outputs alike; it looks at the whole chain of inner exceptions, and
/// fails for no exception however odd.
/// </summary>
/// <param name="random">Samples the jitter of backoffs.</param>
internal sealed class ErrorJudge(int maxLength, Random random)
{
    /// <summary>A tree of more exceptions is cut here, and what was cut off counts as unknown.</summary>
    private const int MaxExceptions = 10_000;

    /// <summary>An attempt took longer than it may.</summary>
    /// <param name="work">The attempt.</param>
    /// <param name="error">How it ended when it was told; null: it did not.</param>
    public static TimeoutException TimedOut(AttemptWork work, Exception? error) =>
        new($"The attempt took longer than {work.Timeout}{(error is null ? ", and went on when it was told to end" : "")}.", error);

    public AttemptError Of(Exception error, AttemptWork work)
    {
        var chain = Chain(error);
        if (work.IsTimedOut && error is not TimeoutException && chain.Any(e => e is OperationCanceledException))
            return Of(TimedOut(work, error), work);
        var mayHaveTakenEffect = work.Direction == Direction.Execute
            && MayHaveTakenEffect(error, chain, work.Node.Settings.IsOutcomeUnknown);
        var verdict = VerdictOf(error, chain, work, mayHaveTakenEffect);
        return Error(error.GetType().Name, TextOf(error, chain), verdict) with { MayHaveTakenEffect = mayHaveTakenEffect };
    }

    /// <summary>
    /// Whether the attempt failed because its node stops, or may have: that is no failure of the step, and the next incarnation repeats it.
    /// </summary>
    public static bool IsCutShort(Exception error, AttemptWork work, bool isStopping) =>
        work.IsCutShort || (isStopping && Chain(error).Any(e => e is TransactionRejectedException { Reason: RejectionReason.Stopping }));

    /// <summary>What a participant answered; it knows, so the answer is definite.</summary>
    public AttemptError OfParticipant(string? message, Verdict verdict) => Error("ParticipantFailure", message, verdict);

    /// <summary>How a transaction ended, or did not begin, that plays a step.</summary>
    public AttemptError OfChild(string message, Verdict verdict) => Error("ChildTransaction", message, verdict);

    /// <summary>The step took effect, and what it left cannot be stored: nobody can go on from it.</summary>
    public AttemptError OfOutput(string? message) => Error(nameof(OutputNotStoredException), message, Verdict.Unknown);

    /// <summary>The journal rejected what was to be stored of an attempt that did not succeed.</summary>
    public AttemptError OfRejectedFailure(string? message, Verdict verdict) => Error("FailureNotStored", message, verdict);

    private AttemptError Error(string type, string? message, Verdict verdict) =>
        new(type, ErrorText.Bounded(message, maxLength), verdict, random.NextDouble());

    private static Verdict VerdictOf(Exception error, List<Exception> chain, AttemptWork work, bool mayHaveTakenEffect)
    {
        // The attempt could not even begin: its class cannot be made, or its state cannot be read. Nothing is wrong with the transaction.
        if (error is StepNotMadeException or StateSerializationException)
            return Verdict.Escalate;
        if (error is OutputNotStoredException)
            return Verdict.Unknown;
        if (work is { Direction: Direction.Execute, IsCancelled: true, IsTimedOut: false } && chain.Any(e => e is OperationCanceledException))
            return mayHaveTakenEffect ? Verdict.Unknown : Verdict.GiveUp;
        if (chain.Any(e => e is AbortRetriesException))
            return Verdict.GiveUp;
        var settings = work.Node.Settings;
        return Ask(work.Direction == Direction.Execute ? settings.Decider : settings.CompensationDecider, error) switch
        {
            Directive.Restart => Verdict.Retry,
            Directive.Resume => Verdict.KeepState,
            Directive.Escalate => Verdict.Escalate,
            _ => Verdict.GiveUp,
        };
    }

    /// <summary>
    /// A decider that fails has no say; giving up is the safe answer, and the step's own error stays the one that is recorded.
    /// </summary>
    private static Directive Ask(Func<Exception, Directive>? decider, Exception error)
    {
        try
        {
            return decider?.Invoke(error) ?? Directive.Restart;
        }
        catch (Exception)
        {
            return Directive.Stop;
        }
    }

    private static bool MayHaveTakenEffect(Exception error, List<Exception> chain, Func<Exception, bool?>? isUnknown)
    {
        try
        {
            if (isUnknown?.Invoke(error) is { } said)
                return said;
        }
        catch (Exception)
        {
            // It has no say then: what follows is the careful answer.
        }
        return error is not StepNotMadeException and not StateSerializationException
            && (chain.Count >= MaxExceptions || chain.Any(IsUnknown) || BrokenConnections.In(chain));
    }

    private static bool IsUnknown(Exception error) => error switch
    {
        OutcomeUnknownException or OperationCanceledException or TimeoutException or AskTimeoutException or HttpIOException => true,
        // A step may start another transaction, and not be able to read what it came to.
        TransactionResultUnreadableException => true,
        TransactionRejectedException { Reason: RejectionReason.JournalUnavailable or RejectionReason.Stopping } => true,
        // A service that says no has done nothing. One that says yes with a body that nobody could read, or sends one elsewhere, may have.
        HttpRequestException { StatusCode: { } status } =>
            status is < HttpStatusCode.BadRequest or >= HttpStatusCode.InternalServerError or HttpStatusCode.RequestTimeout,
        // Without a status there was no answer. Where there was no connection either, nothing was sent.
        HttpRequestException http => http.HttpRequestError is not (
            HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError
            or HttpRequestError.ProxyTunnelError or HttpRequestError.VersionNegotiationError or HttpRequestError.UserAuthenticationError),
        _ => false,
    };

    /// <summary>Each once, also where they go in circles.</summary>
    private static List<Exception> Chain(Exception error)
    {
        List<Exception> chain = [error];
        var known = new HashSet<Exception>(ReferenceEqualityComparer.Instance) { error };
        for (var i = 0; i < chain.Count && chain.Count < MaxExceptions; i++)
        {
            var inner = chain[i] is AggregateException many
                ? many.InnerExceptions
                : chain[i].InnerException is { } one ? [one] : Enumerable.Empty<Exception>();
            chain.AddRange(inner.Where(known.Add).Take(MaxExceptions - chain.Count));
        }
        return chain;
    }

    /// <summary>Who gives up says why, and behind it stands what went wrong.</summary>
    private static string TextOf(Exception error, List<Exception> chain) => error is AbortRetriesException && chain.Count > 1
        ? $"{ErrorText.MessageOf(error)} ({chain[1].GetType().Name}: {ErrorText.MessageOf(chain[1])})"
        : ErrorText.MessageOf(error);
}
