namespace Tale.Actors.Host.Samples.Holiday;

/// <summary>The four services by name, with what each can do.</summary>
internal sealed class HolidayServices
{
    public const string Route = "/samples/holiday";

    public static readonly IReadOnlyList<string> Names = ["payments", "flights", "hotels", "mail"];

    private readonly Dictionary<string, HolidayService> _services;

    public HolidayServices(HolidayLedger ledger) => _services = new(StringComparer.Ordinal)
    {
        ["payments"] = new HolidayService("payments", ["debit", "refund"], ledger),
        ["flights"] = new HolidayService("flights", ["book", "cancel"], ledger),
        ["hotels"] = new HolidayService("hotels", ["book", "cancel"], ledger),
        ["mail"] = new HolidayService("mail", ["send", "retract"], ledger),
    };

    public HolidayService? Find(string name) => _services.GetValueOrDefault(name);
}
