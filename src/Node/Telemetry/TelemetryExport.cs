using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace HospitalChain.Node.Telemetry;

/// <summary>Sends metrics and traces to an OTLP/HTTP collector for as long as the node runs.</summary>
public sealed class TelemetryExport : IHostedService, IDisposable
{
    private readonly MeterProvider meters;
    private readonly TracerProvider traces;

    /// <param name="collector">Base address; <c>/v1/metrics</c> and <c>/v1/traces</c> are added.</param>
    public TelemetryExport(string nodeName, Uri collector)
    {
        var resource = ResourceBuilder.CreateDefault().AddService("hospitalchain-node", serviceInstanceId: nodeName);
        meters = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter(NodeMeters.Name, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime")
            .AddOtlpExporter(exporter => Target(exporter, new Uri(collector, "/v1/metrics")))
            .Build();
        traces = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource)
            .AddSource(NodeMeters.Name, "Microsoft.AspNetCore")
            .AddOtlpExporter(exporter => Target(exporter, new Uri(collector, "/v1/traces")))
            .Build();
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Sends what is still waiting.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        const int waitMillis = 2_000;
        meters.ForceFlush(waitMillis);
        traces.ForceFlush(waitMillis);
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        meters.Dispose();
        traces.Dispose();
    }

    private static void Target(OtlpExporterOptions exporter, Uri address)
    {
        exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
        exporter.Endpoint = address;
    }
}
