using Tale.Actors.Index;

namespace Tale.Actors.Cluster;

/// <summary>What is seen of one of this node's leases, look for look. The membership watch's.</summary>
internal sealed class LeaseLooks(IMemberLease lease)
{
    private bool _isAsked;   // at the look before
    private bool _isFound;   // since then
    private int _found;      // looks in a row at which others had theirs, and this node not, nor in between
    private int _silent;     // looks in a row after which nobody had answered
    private int _besideStrangers;   // looks in a row

    public IMemberLease Lease => lease;

    public bool IsHeld => lease.Refusal is null;

    /// <summary>Nobody has said since the look before the last that he holds his: the database is away for all.</summary>
    public bool IsNobodys => _silent > 0 && IsSilent;

    /// <summary>Who is in the list of others may have gone since the database answered last: the lease says what it has just seen.</summary>
    public bool IsTwiceBesideStrangers => _besideStrangers >= 2;

    /// <summary>A look begins.</summary>
    /// <param name="isWithout">The lease is not held, and the others are asked.</param>
    public void Begin(bool isWithout)
    {
        _silent = IsSilent ? _silent + 1 : 0;
        if (!isWithout || !_isFound)
            _found = 0;
        (_isAsked, _isFound) = (isWithout, false);
        _besideStrangers = lease.IsBesideStrangers ? _besideStrangers + 1 : 0;
    }

    /// <summary>Another node has its lease, and this one not.</summary>
    /// <returns>So it was at the look before, too, and ever since.</returns>
    public bool IsFoundTwice()
    {
        if (!_isFound)
            _found++;
        _isFound = true;
        return _found >= 2;
    }

    /// <summary>It has been held meanwhile.</summary>
    public void Forget() => (_isAsked, _isFound, _found, _silent) = (false, false, 0, 0);

    private bool IsSilent => _isAsked && !_isFound;
}
