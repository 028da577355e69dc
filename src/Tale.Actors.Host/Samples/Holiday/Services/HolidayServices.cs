using Tale.Actors.Host.Samples.Holiday.Contracts;

namespace Tale.Actors.Host.Samples.Holiday.Services;

/// <summary>The four services by name, each with its operations.</summary>
internal sealed class HolidayServices
{
    private readonly Dictionary<string, HolidayService> _services;

    public HolidayServices(HolidayLedger ledger) => _services = new(StringComparer.Ordinal)
    {
        [ServiceNames.Payments] = new HolidayService(ServiceNames.Payments, ["debit", "refund"], ledger),
        [ServiceNames.Flights] = new HolidayService(ServiceNames.Flights, ["book", "cancel"], ledger),
        [ServiceNames.Hotels] = new HolidayService(ServiceNames.Hotels, ["book", "cancel"], ledger),
        [ServiceNames.Mail] = new HolidayService(ServiceNames.Mail, ["send", "retract"], ledger),
    };

    public HolidayService? Find(string name) => _services.GetValueOrDefault(name);
}
