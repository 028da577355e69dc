using Tale.Actors.Index;

namespace Tale.Actors.Cluster;

/// <summary>What is seen of one of this node's leases, look for look. The membership watch's.</summary>
internal sealed class LeaseLooks(IMemberLease lease)
{
    private bool _isFound;   // since the look began
    private int _found;      // looks in a row at which others had theirs, and this node not
    private int _besideStrangers;   // looks in a row

    public IMemberLease Lease => lease;

    /// <summary>Who is in the list of others may have gone since the database answered last: the lease says what it has just seen.</summary>
    public bool IsTwiceBesideStrangers => _besideStrangers >= 2;

    /// <summary>A look begins.</summary>
    /// <param name="isWithout">The lease is not held.</param>
    public void Begin(bool isWithout)
    {
        if (!isWithout || !_isFound)
            _found = 0;
        _isFound = false;
        _besideStrangers = lease.IsBesideStrangers ? _besideStrangers + 1 : 0;
    }

    /// <summary>Another node has its lease, and this one not.</summary>
    /// <returns>So it was at the look before, too.</returns>
    public bool IsFoundTwice()
    {
        if (!_isFound)
            _found++;
        _isFound = true;
        return _found >= 2;
    }
}
