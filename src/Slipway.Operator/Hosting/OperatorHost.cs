using System.Net;
using k8s;
using OpenTelemetry.Metrics;

namespace Slipway.Operator.Hosting;

/// <summary>
/// The process: reconciling in the background, and over HTTP <c>/healthz</c> (it lives), <c>/readyz</c> (it knows the cluster, or
/// stands by) and <c>/metrics</c>.
/// </summary>
internal static class OperatorHost
{
    public static WebApplication Build(OperatorOptions options, k8s.Kubernetes client)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            if (options.Host == "*")
                kestrel.ListenAnyIP(options.Port);
            else
                kestrel.Listen(IPAddress.Parse(options.Host), options.Port);
        });
        builder.Logging.ClearProviders();
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            console.UseUtcTimestamp = true;
        });
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(client);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<OperatorMetrics>();
        builder.Services.AddSingleton(_ => new HttpClient());
        builder.Services.AddSingleton<OperatorRun>();
        builder.Services.AddHostedService<OperatorService>();
        builder
            .Services.AddOpenTelemetry()
            .WithMetrics(metrics => metrics.AddMeter(OperatorMetrics.MeterName).AddPrometheusExporter());
        var app = builder.Build();
        var run = app.Services.GetRequiredService<OperatorRun>();
        app.MapGet("/healthz", () => "ok");
        app.MapGet(
            "/readyz",
            () => run.IsReady ? Results.Text("ok") : Results.Text("It does not know the cluster yet.", statusCode: 503)
        );
        app.MapPrometheusScrapingEndpoint("/metrics");
        return app;
    }

    /// <exception cref="k8s.Exceptions.KubeConfigException">There is no cluster that it could find.</exception>
    public static KubernetesClientConfiguration Configuration(OperatorOptions options) =>
        options.Kubeconfig is { } file
            ? KubernetesClientConfiguration.BuildConfigFromConfigFile(file)
            : KubernetesClientConfiguration.BuildDefaultConfig();

    /// <summary>Runs it with the host, and ends the host where it cannot go on.</summary>
    private sealed class OperatorService(OperatorRun run) : BackgroundService
    {
        protected override Task ExecuteAsync(CancellationToken stoppingToken) => run.RunAsync(stoppingToken);
    }
}
