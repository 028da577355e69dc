using Akka.Actor;
using Tale.Actors.Definitions;

namespace Tale.Actors.Tests.Definitions;

/// <summary>What options become: settings that nobody can change.</summary>
public sealed class OptionsTests
{
    [Fact]
    public void Options_that_are_kept_and_changed_later_change_no_definition()
    {
        StepOptions? step = null;
        TransactionOptions? transaction = null;
        var definition = Transaction.Define<Order>("t", 1, options => transaction = options)
            .Step<DebitCustomerBalance>(options => step = options.Retry(1)).Build();
        var before = Only(definition);

        step!.Named("other").Retry(9).RetryCompensation(RetryPolicy.None).Decide(_ => Directive.Stop).DecideCompensation(_ => Directive.Stop)
            .OutcomeUnknownIf(_ => true).WithoutCompensation();
        transaction!.OnCompensationFailure(CompensationFailurePolicy.Continue);

        Assert.Equal(before, Only(definition));
        Assert.Equal(
            (1, true, "debit-customer-balance"),
            (Only(definition).Settings.Retry.MaxRetries, Only(definition).Compensates, Only(definition).Name));
        Assert.Equal(CompensationFailurePolicy.Suspend, definition.Settings.CompensationFailurePolicy);
    }

    [Fact]
    public void Options_changed_between_two_uses_of_a_beginning_change_neither()
    {
        TransactionOptions? kept = null;
        var beginning = Transaction.Define<Order>("t", 1, options => kept = options);
        kept!.OnCompensationFailure(CompensationFailurePolicy.Continue);
        Assert.Equal(CompensationFailurePolicy.Suspend, beginning.Step<DebitCustomerBalance>().Build().Settings.CompensationFailurePolicy);
    }

    [Fact]
    public void Every_option_has_its_setting()
    {
        var policy = RetryPolicy.Exponential(maxRetries: 3, TimeSpan.FromSeconds(1), backoffFactor: 4, jitter: 0.5);
        var settings = new StepOptions().Retry(policy).RetryCompensation(RetryPolicy.Immediate(maxRetries: 4)).WithoutCompensation()
            .Decide(_ => Directive.Escalate).DecideCompensation(_ => Directive.Resume).OutcomeUnknownIf(e => e is IOException).Settings;
        var others = new StepOptions().OnUnknownOutcome(UnknownOutcomePolicy.AssumeFailed).Pivot().Settings;
        Assert.Equal((UnknownOutcomePolicy.AssumeFailed, true), (others.UnknownOutcome, others.IsPivot));
        Assert.Equal((policy, RetryPolicy.Immediate(4), false), (settings.Retry, settings.CompensationRetry, settings.Compensates));
        Assert.Equal(
            (Directive.Escalate, Directive.Resume),
            (settings.Decider!(new IOException()), settings.CompensationDecider!(new IOException())));
        Assert.Equal(
            (true, false), (settings.IsOutcomeUnknown!(new IOException()), settings.IsOutcomeUnknown(new InvalidOperationException())));
    }

    private static StepNode Only(TransactionDefinition definition) => Assert.IsType<StepNode>(Assert.Single(definition.Root.Children));
}
