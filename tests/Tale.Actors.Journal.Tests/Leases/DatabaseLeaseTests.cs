using System.Collections.Concurrent;
using Akka.TestKit.Xunit2;
using Microsoft.Extensions.Time.Testing;
using Tale.Actors.Journal.Leases;
using Tale.Actors.Journal.Storage;
using Tale.Actors.Journal.Tests.Support;

namespace Tale.Actors.Journal.Tests.Leases;

/// <summary>For how long a node takes its lease for certain. Its clock is played, and so is the database.</summary>
public sealed class DatabaseLeaseTests() : TestKit("akka.loglevel = OFF")
{
    private static readonly TimeSpan _duration = TimeSpan.FromHours(1);

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);

    [Fact]
    [Trait("failure", "F59")]
    public void It_is_held_for_four_fifths_of_its_duration_from_when_it_was_asked_for()
    {
        var lease = DatabaseLease.Take(Sys, new SlowDatabase(_time, TimeSpan.FromMinutes(40)), "a", _duration, _time);
        var term = lease.Term;

        // The database may have dated it when it was asked, and answered late.
        _time.Advance(TimeSpan.FromMinutes(7));
        Assert.True(lease.IsHeld(term));
        Assert.Null(lease.Refusal);
        Assert.False(lease.IsHeld(term - 1));

        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.False(lease.IsHeld(term));
        Assert.Contains("has run out", lease.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("failure", "F59")]
    public void One_that_comes_when_it_has_nearly_run_out_is_not_held()
    {
        var lease = DatabaseLease.Take(Sys, new SlowDatabase(_time, TimeSpan.FromMinutes(49)), "a", _duration, _time);

        Assert.False(lease.IsHeld(lease.Term));
    }

    [Fact]
    [Trait("failure", "F50")]
    public async Task What_was_lost_and_is_taken_back_is_a_lease_of_another_term()
    {
        var database = new SlowDatabase(_time, TimeSpan.Zero) { IsLost = true };
        var lease = DatabaseLease.Take(Sys, database, "a", TimeSpan.FromSeconds(1), _time);
        var terms = new ConcurrentQueue<long>();
        lease.OnChange(() => terms.Enqueue(lease.Term));

        await Eventually.IsAsync(() => Task.FromResult(terms.Count), count => count >= 3);

        Assert.Equal([1, 2, 3], terms.Take(3));
        Assert.False(lease.IsHeld(1));
    }

    /// <summary>The clock that nobody sets stands still meanwhile, as Linux's does.</summary>
    [Fact]
    [Trait("failure", "F59")]
    public void A_machine_that_was_suspended_does_not_believe_in_it()
    {
        var time = new SuspendedTime();
        var lease = DatabaseLease.Take(Sys, new SlowDatabase(time, TimeSpan.Zero), "a", _duration, time);
        Assert.True(lease.IsHeld(lease.Term));

        time.Suspended = TimeSpan.FromMinutes(49);
        Assert.False(lease.IsHeld(lease.Term));
        // Set back, a clock says nothing.
        time.Suspended = -TimeSpan.FromDays(1);
        Assert.True(lease.IsHeld(lease.Term));
    }

    private sealed class SuspendedTime() : FakeTimeProvider(DateTimeOffset.UtcNow)
    {
        public TimeSpan Suspended { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Suspended;
    }

    /// <summary>Nobody owns it, and it takes its time.</summary>
    private sealed class SlowDatabase(FakeTimeProvider time, TimeSpan answersAfter) : ILeaseDatabase, ILeaseStore
    {
        /// <summary>Whether the owner has lost it once it asks again.</summary>
        public bool IsLost { get; init; }

        public string Name => "slow";

        public bool HasLockFilePerOwner => false;

        public string LockFile(string owner) => Path.Combine(Path.GetTempPath(), "no-such-folder", "lock");

        public ILeaseStore Open() => this;

        public LeaseRow? Read() => null;

        public bool Take(LeaseRow? from, string owner, string name, TimeSpan duration)
        {
            time.Advance(answersAfter);
            return true;
        }

        public bool Renew(string owner, TimeSpan duration) => !IsLost;

        public void Release(string owner) { }

        public void Dispose() { }
    }
}
