using Tale.Actors.Index;
using System.Data.Common;
using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Tale.Actors.Coordination.Attempts;
using Tale.Actors.Core;
using Tale.Actors.Definitions;
using Tale.Actors.Protocol;
using Tale.Actors.Tests.Core;

namespace Tale.Actors.Tests.Adversarial;

/// <summary>Errors as odd as they come. What is at stake: money that was spent and is not given back, or the other way round.</summary>
public sealed class ErrorJudgeTests
{
    private static readonly HttpRequestError[] NotConnected =
    [
        HttpRequestError.NameResolutionError, HttpRequestError.ConnectionError, HttpRequestError.SecureConnectionError,
        HttpRequestError.ProxyTunnelError, HttpRequestError.VersionNegotiationError, HttpRequestError.UserAuthenticationError,
    ];

    public static TheoryData<HttpRequestError> NothingWasSent => [.. NotConnected];

    public static TheoryData<HttpRequestError> AnswersWereLost => [.. Enum.GetValues<HttpRequestError>().Except(NotConnected)];

    [Theory]
    [MemberData(nameof(NothingWasSent))]
    public void F47_where_no_connection_was_made_nothing_was_sent(HttpRequestError error) =>
        Assert.False(MayHave(new HttpRequestException(error)));

    [Theory]
    [MemberData(nameof(AnswersWereLost))]
    public void F47_any_other_error_without_a_status_is_a_lost_answer(HttpRequestError error) =>
        Assert.True(MayHave(new HttpRequestException(error)));

    [Theory]
    [InlineData(100, true)]
    [InlineData(200, true)]
    [InlineData(202, true)]
    [InlineData(302, true)]
    [InlineData(400, false)]
    [InlineData(404, false)]
    [InlineData(408, true)]
    [InlineData(409, false)]
    [InlineData(429, false)]
    [InlineData(500, true)]
    [InlineData(502, true)]
    [InlineData(503, true)]
    [InlineData(599, true)]
    public void F60_only_a_service_that_says_no_is_a_definite_failure(int status, bool mayHaveTakenEffect) =>
        Assert.Equal(mayHaveTakenEffect, MayHave(new HttpRequestException("?", null, (HttpStatusCode)status)));

    [Fact]
    public void F47_an_unknown_outcome_is_found_wherever_it_hides()
    {
        var unknown = new OutcomeUnknownException("the connection broke");
        Exception[] wrapped =
        [
            unknown, new AbortRetriesException("no use", unknown), new InvalidOperationException("a", new InvalidOperationException("b", unknown)),
            new AggregateException(new InvalidOperationException("no"), new InvalidOperationException("no", unknown)),
            new AggregateException(new AggregateException(new InvalidOperationException("no")), new AggregateException(new AbortRetriesException("x", unknown))),
            new System.Reflection.TargetInvocationException(unknown),
        ];

        Assert.All(wrapped, error => Assert.True(MayHave(error)));
    }

    [Theory]
    [InlineData(SocketError.ConnectionReset, true)]
    [InlineData(SocketError.ConnectionAborted, true)]
    [InlineData(SocketError.Shutdown, true)]
    [InlineData(SocketError.TimedOut, true)]
    [InlineData(SocketError.ConnectionRefused, false)]
    [InlineData(SocketError.HostNotFound, false)]
    public void F47_what_was_sent_over_a_connection_that_broke_may_have_arrived(SocketError error, bool mayHave)
    {
        var socket = new SocketException((int)error);

        Assert.Equal(mayHave, MayHave(socket));
        Assert.Equal(mayHave, MayHave(new DatabaseError("Exception while writing to stream", new IOException("broken pipe", socket))));
        Assert.False(MayHave(new HttpRequestException(HttpRequestError.ConnectionError, "no connection", new IOException("no", socket))));
        Assert.Equal(mayHave, MayHave(new AggregateException(
            new HttpRequestException(HttpRequestError.ConnectionError, "no connection", new SocketException((int)SocketError.TimedOut)), socket)));
    }

    [Fact]
    public void F47_a_database_that_went_away_in_the_middle_of_a_commit_may_have_made_it_and_one_that_says_no_has_not()
    {
        Assert.True(MayHave(new DatabaseError("Exception while reading from stream", new EndOfStreamException())));
        Assert.True(MayHave(new InvalidOperationException("saving", new DatabaseError("Exception while reading", new EndOfStreamException()))));
        Assert.False(MayHave(new DatabaseError("23505: duplicate key", null)));
        Assert.False(MayHave(new EndOfStreamException()));
        Assert.False(MayHave(new FileNotFoundException("no such file")));
    }

    /// <summary>What a pooler answers a commit whose server died, and a server that is stopped while the commit waits for its standby.</summary>
    [Theory]
    [InlineData("08P01", true)]
    [InlineData("08006", true)]
    [InlineData("08007", true)]
    [InlineData("57P01", true)]
    [InlineData("40003", true)]
    [InlineData("08001", false)]
    [InlineData("08004", false)]
    [InlineData("57P03", false)]
    [InlineData("40001", false)]
    [InlineData("23505", false)]
    public void F47_a_connection_that_a_database_says_is_lost_may_have_carried_a_commit(string state, bool mayHave) =>
        Assert.Equal(mayHave, MayHave(new InvalidOperationException("saving", new DatabaseError($"{state}: no", null, state))));

    [Theory]
    [InlineData(100)]
    [InlineData(2_000)]
    public void F47_an_unknown_outcome_among_very_many_errors_is_found(int count)
    {
        var wide = new AggregateException(
            Enumerable.Range(0, count).Select(Exception (i) => new InvalidOperationException($"{i}")).Append(new TimeoutException()));
        Exception deep = new TimeoutException();
        for (var i = 0; i < count; i++)
            deep = new InvalidOperationException($"{i}", deep);

        Assert.True(MayHave(wide));
        Assert.True(MayHave(deep));
    }

    [Fact]
    public void F54_errors_that_go_in_circles_are_judged()
    {
        var inner = new List<Exception>();
        var circle = new AggregateException(new InvalidOperationException("no"));
        var field = typeof(Exception)
            .GetField("_innerException", System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic)!;
        var loop = new InvalidOperationException("loop");
        field.SetValue(loop, loop);
        inner.Add(loop);

        Assert.Equal(Verdict.Retry, Judge(loop).Verdict);
        Assert.False(MayHave(new AggregateException(loop, circle, loop)));
    }

    [Fact]
    public void F54_an_error_that_fails_to_say_anything_is_judged()
    {
        var judged = Judge(new Hostile());

        Assert.Equal((Verdict.Retry, false), (judged.Verdict, judged.MayHaveTakenEffect));
        Assert.Equal("", Judge(new Silent()).Message);
    }

    [Fact]
    public void F47_a_time_that_is_up_is_unknown_whoever_measured_it()
    {
        Assert.True(MayHave(new AskTimeoutException("no answer within 3 seconds")));
        Assert.True(MayHave(new TaskCanceledException("HttpClient.Timeout", new TimeoutException())));
        Assert.True(MayHave(new InvalidOperationException("wrapped", new AskTimeoutException("no answer"))));
    }

    [Fact]
    public void F47_a_start_of_another_transaction_that_may_be_stored_is_unknown()
    {
        Assert.True(MayHave(Refused(RejectionReason.JournalUnavailable)));
        Assert.False(MayHave(Refused(RejectionReason.Overloaded)));
        Assert.True(MayHave(new TransactionResultUnreadableException("another", "it is too large")));

        static Exception Refused(RejectionReason reason) =>
            new TransactionRejectedException(new TransactionRejected("child", reason, "no"));
    }

    [Fact]
    public void A_cancelled_attempt_of_which_its_step_says_that_nothing_happened_has_failed()
    {
        var work = Work(s => s.OutcomeUnknownIf(_ => false));
        work.Cancel();

        var judged = new ErrorJudge(100, Random.Shared).Of(new OperationCanceledException(), work);

        Assert.Equal((Verdict.GiveUp, false), (judged.Verdict, judged.MayHaveTakenEffect));
    }

    [Fact]
    public void A_cancelled_attempt_is_unknown_unless_its_step_knows_better()
    {
        foreach (
            var isUnknown in new Func<Exception, bool?>[] { _ => null, _ => true, _ => throw new InvalidOperationException("no idea") })
        {
            var work = Work(s => s.OutcomeUnknownIf(isUnknown).Decide(_ => Directive.Resume));
            work.Cancel();

            Assert.Equal(Verdict.Unknown, new ErrorJudge(100, Random.Shared).Of(new InvalidOperationException("late", new OperationCanceledException()), work).Verdict);
        }
    }

    [Theory]
    [InlineData(Directive.Restart, Verdict.Retry)]
    [InlineData(Directive.Stop, Verdict.GiveUp)]
    [InlineData(Directive.Resume, Verdict.KeepState)]
    [InlineData(Directive.Escalate, Verdict.Escalate)]
    [InlineData((Directive)99, Verdict.GiveUp)]
    public void A_decider_has_the_word_and_nonsense_gives_up(Directive directive, object verdict) =>
        Assert.Equal((Verdict)verdict, Judge(new TimeoutException(), s => s.Decide(_ => directive)).Verdict);

    [Fact]
    public void A_decider_that_fails_gives_up_and_the_doubt_stays()
    {
        var judged = Judge(new TimeoutException(), s => s.Decide(_ => throw new InvalidOperationException("the decider's own")));

        Assert.Equal((Verdict.GiveUp, true, nameof(TimeoutException)), (judged.Verdict, judged.MayHaveTakenEffect, judged.Type));
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(null, true)]
    public void A_step_widens_and_narrows_what_is_unknown(bool? said, bool mayHave)
    {
        Assert.Equal(mayHave, Judge(new TimeoutException(), s => s.OutcomeUnknownIf(_ => said)).MayHaveTakenEffect);
        Assert.Equal(said == true, Judge(new InvalidOperationException("no"), s => s.OutcomeUnknownIf(_ => said)).MayHaveTakenEffect);
    }

    [Fact]
    public void A_step_that_fails_to_say_what_is_unknown_has_no_say() =>
        Assert.True(
            Judge(new TimeoutException(), s => s.OutcomeUnknownIf(_ => throw new InvalidOperationException("no idea"))).MayHaveTakenEffect);

    [Fact]
    public void The_undo_is_judged_by_its_own_decider_and_never_as_unknown()
    {
        var work = Work(
            s => s.Decide(_ => Directive.Resume).DecideCompensation(_ => Directive.Escalate).OutcomeUnknownIf(_ => true),
            Direction.Compensate);

        var judged = new ErrorJudge(100, Random.Shared).Of(new TimeoutException(), work);

        Assert.Equal((Verdict.Escalate, false), (judged.Verdict, judged.MayHaveTakenEffect));
    }

    [Fact]
    public void An_error_while_the_object_is_made_waits_for_the_operator_whatever_lies_behind_it()
    {
        var judged = Judge(new StepNotMadeException("constructor", new OperationCanceledException()));

        Assert.Equal((Verdict.Escalate, false), (judged.Verdict, judged.MayHaveTakenEffect));
    }

    private static bool MayHave(Exception error) => Judge(error).MayHaveTakenEffect;

    private sealed class DatabaseError(string message, Exception? inner, string? state = null) : DbException(message, inner)
    {
        public override string? SqlState => state;
    }

    private static AttemptError Judge(Exception error, Func<StepOptions, StepOptions>? configure = null) =>
        new ErrorJudge(100, Random.Shared).Of(error, Work(configure ?? (s => s)));

    private static AttemptWork Work(Func<StepOptions, StepOptions> configure, Direction direction = Direction.Execute)
    {
        var story = new Story(Transaction.Define<int>("t").Step("a", (int n) => n, configure).Undo(_ => { }).Build());
        return new AttemptWork(story.State.Plan.Steps[0], story.State, new AttemptKey(0, direction, 1), Tenure.Of(NoLease.Instance), timeout: null, gates: []);
    }

    private sealed class Hostile : Exception
    {
        public override string Message => throw new InvalidOperationException("no message");

        public override System.Collections.IDictionary Data => throw new InvalidOperationException("no data");

        public override string? StackTrace => throw new InvalidOperationException("no trace");

        public override Exception GetBaseException() => throw new InvalidOperationException("no base");

        public override string ToString() => throw new InvalidOperationException("no text");
    }

    private sealed class Silent : Exception
    {
        public override string Message => null!;
    }
}
