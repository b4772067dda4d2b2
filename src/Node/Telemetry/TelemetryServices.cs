using HospitalChain.Node.Configuration;

namespace HospitalChain.Node.Telemetry;

public static class TelemetryServices
{
    /// <summary>The node's meters, and their export when a collector is configured.</summary>
    public static IServiceCollection AddTelemetry(this IServiceCollection services, NodeOptions options)
    {
        services.AddSingleton<NodeMeters>();
        if (options.OtlpEndpoint is { } collector)
        {
            services.AddHostedService(_ => new TelemetryExport(options.Name, collector));
        }

        return services;
    }
}
