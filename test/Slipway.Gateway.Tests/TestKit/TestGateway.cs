using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Slipway.Deployment;
using Slipway.Deployment.Fleet;
using Slipway.Deployment.Manifest;
using Slipway.Deployment.Routing;
using Slipway.Deployment.Traffic;
using Slipway.Gateway.Hosting;
using Slipway.Gateway.Routing;

namespace Slipway.Gateway.Tests.TestKit;

/// <summary>The gateway as it is built for its process, in this one, on free ports, controlled over its socket.</summary>
internal sealed class TestGateway : IAsyncDisposable
{
    private readonly string _folder;
    private readonly WebApplication _application;
    private string _remote = "";

    private TestGateway(string folder, WebApplication application)
    {
        _folder = folder;
        _application = application;
    }

    public HttpClient Http { get; private set; } = null!;

    public HttpClient Control { get; private set; } = null!;

    public string HttpAddress { get; private set; } = "";

    public string GrpcAddress { get; private set; } = "";

    /// <summary>Where an operator asks, where the arguments have it.</summary>
    public Uri Remote(string path) => new(new Uri(_remote), path);

    /// <summary>The table that is applied.</summary>
    public RoutingTable Table => Services.GetRequiredService<TableStore>().Current.Source;

    /// <summary>What control says of its health.</summary>
    public async Task<string> HealthAsync()
    {
        using var response = await Control.GetAsync("/health", TestContext.Current.CancellationToken);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Stops it, as SIGTERM does.</summary>
    public Task StopAsync() => _application.StopAsync();

    public IServiceProvider Services => _application.Services;

    /// <summary>A gateway with these services.</summary>
    public static async Task<TestGateway> StartAsync(params ServiceRoute[] services)
    {
        var gateway = await StartAsync(new GatewayConfig());
        await gateway.ApplyAsync(Tables.Of(1, services));
        return gateway;
    }

    public static async Task<TestGateway> StartAsync(
        GatewayConfig config,
        Random? random = null,
        TimeProvider? time = null,
        IFleet? fleet = null,
        Func<GatewayArguments, GatewayArguments>? change = null
    )
    {
        var folder = Directory.CreateTempSubdirectory("gateway-").FullName;
        var socket = Path.Combine(folder, "control.sock");
        var arguments = new GatewayArguments
        {
            Config = "",
            Control = new UnixDomainSocketEndPoint(socket),
            LogLevel = LogLevel.None,
        };
        arguments = change?.Invoke(arguments) ?? arguments;
        (config.Port, config.GrpcPort) = (0, 0);
        var application = GatewayApplication.Build(
            arguments,
            config,
            services =>
            {
                if (random is not null)
                    services.AddSingleton(random);
                if (time is not null)
                    services.AddSingleton(time);
                if (fleet is not null)
                    services.AddSingleton(fleet);
            }
        );
        var gateway = new TestGateway(folder, application);
        await application.StartAsync();
        string[] addresses =
        [
            .. application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses,
        ];
        (gateway.HttpAddress, gateway.GrpcAddress) = (addresses[0], addresses[1]);
        if (arguments.Remote is not null)
            gateway._remote = addresses[3].Replace("[::]", "127.0.0.1", StringComparison.Ordinal);
        gateway.Http = new HttpClient(new SocketsHttpHandler { UseCookies = false })
        {
            BaseAddress = new Uri(gateway.HttpAddress),
        };
        gateway.Control = new HttpClient(
            new SocketsHttpHandler
            {
                ConnectCallback = async (_, cancellationToken) =>
                {
                    var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                    await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancellationToken);
                    return new NetworkStream(connection, ownsSocket: true);
                },
            }
        )
        {
            BaseAddress = new Uri("http://control"),
        };
        return gateway;
    }

    public Task<HttpResponseMessage> PutAsync(RoutingTable table) =>
        Control.PutAsJsonAsync("/routes", table, DeploymentJson.Default.RoutingTable);

    public async Task ApplyAsync(RoutingTable table)
    {
        using var response = await PutAsync(table);
        response.StatusCode.Should().Be(HttpStatusCode.NoContent, await response.Content.ReadAsStringAsync());
    }

    public async Task<TrafficReport> TrafficAsync() =>
        (await Control.GetFromJsonAsync("/traffic", DeploymentJson.Default.TrafficReport))!;

    public async Task<ServiceTraffic> TrafficAsync(string service) =>
        (await TrafficAsync()).Services.Single(each => each.Service == service);

    public Task<HttpResponseMessage> PostAsync(string path, string body = "{}") =>
        SendAsync(Http, HttpMethod.Post, path, body);

    public Task<HttpResponseMessage> GetAsync(string path) =>
        Http.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

    /// <summary>With headers, each <c>Name: value</c>.</summary>
    public async Task<HttpResponseMessage> SendAsync(
        HttpClient client,
        HttpMethod method,
        string path,
        string body,
        params string[] headers
    )
    {
        using var request = new HttpRequestMessage(method, path)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        foreach (var header in headers)
        {
            var colon = header.IndexOf(':', StringComparison.Ordinal);
            request.Headers.TryAddWithoutValidation(header[..colon], header[(colon + 1)..].Trim());
        }

        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        Control.Dispose();
        await _application.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
