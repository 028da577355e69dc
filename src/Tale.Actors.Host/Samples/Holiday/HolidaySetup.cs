using Tale.Actors.Host.Samples.Holiday.Clients;
using Tale.Actors.Host.Samples.Holiday.Contracts;
using Tale.Actors.Host.Samples.Holiday.Services;

namespace Tale.Actors.Host.Samples.Holiday;

/// <summary>Registers the holiday sample: the four services and the clients that its steps call them with.</summary>
internal static class HolidaySetup
{
    /// <param name="services">The node's services.</param>
    /// <param name="ledgerPath">The SQLite file of the services' ledgers.</param>
    /// <param name="addresses">Base addresses by service name; a service that is not listed is played by this node.</param>
    public static void AddHolidaySample(this IServiceCollection services, string ledgerPath, IReadOnlyDictionary<string, Uri> addresses)
    {
        services.AddSingleton(_ => HolidayLedger.Open(ledgerPath));
        services.AddSingleton<HolidayServices>();
        services.AddTransient<OwnAddress>();
        services.AddClient<PaymentsClient>(ServiceNames.Payments, addresses);
        services.AddClient<FlightsClient>(ServiceNames.Flights, addresses);
        services.AddClient<HotelsClient>(ServiceNames.Hotels, addresses);
        services.AddClient<MailClient>(ServiceNames.Mail, addresses);
    }

    private static void AddClient<TClient>(
        this IServiceCollection services, string service, IReadOnlyDictionary<string, Uri> addresses)
        where TClient : class
    {
        var address = addresses.GetValueOrDefault(service) ?? new Uri(OwnAddress.Placeholder, $"{ServicePaths.Of(service)}/");
        services.AddHttpClient<TClient>(service, http =>
            {
                http.BaseAddress = address;
                ServiceCaller.SetLimits(http);
            })
            .ConfigurePrimaryHttpMessageHandler(ServiceCaller.Handler)
            .AddHttpMessageHandler<OwnAddress>()
            .RemoveAllLoggers();
    }
}
