using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Slipway.Deployment;
using Slipway.Deployment.Manifest;
using Slipway.Deployment.Routing;
using Slipway.Gateway.Tests.Routes.Cluster;
using Slipway.Gateway.Tests.TestKit;

namespace Slipway.Gateway.Tests.Hosting;

/// <summary>The gateway as the process that it is.</summary>
public sealed class ProcessTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gateway-process-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Sigterm_RequestsInFlight_AreAnsweredAndTheExitIsZero()
    {
        var began = new TaskCompletionSource();
        var gate = new TaskCompletionSource();
        await using var replica = await FakeReplica.StartAsync(
            "ner-1-1",
            async context =>
            {
                began.TrySetResult();
                await gate.Task;
                await context.Response.WriteAsync("whole");
            }
        );
        using var process = Start(new GatewayConfig { Port = 0, GrpcPort = 0 }, out var control);
        var ready = await ReadyAsync(process);
        using var client = Control(control);
        (await PutAsync(client, Tables.Of(1, Tables.Service("ner", Tables.Revision(1, 1, replica)))))
            .Should()
            .Be(HttpStatusCode.NoContent);
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(control).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        using var http = new HttpClient { BaseAddress = new Uri((string)ready["http"]!) };
        var inFlight = http.PostAsync(
            new Uri("/models/ner", UriKind.Relative),
            new StringContent("{}"),
            TestContext.Current.CancellationToken
        );
        await began.Task;

        using (var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]))
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        await Eventually.BecomesAsync(() => IsClosedAsync((string)ready["http"]!));
        gate.SetResult();

        using var response = await inFlight;
        (await response.TextAsync()).Should().Be("whole");
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.ExitCode.Should().Be(0);
    }

    [Fact]
    public async Task Mistakes_AreAllToldAndNothingListens()
    {
        var (code, error) = await RunAsync("--control", "tcp:1", "--log-level", "loud", "--port", "1");

        code.Should().Be(2);
        error
            .Should()
            .Contain("--control 'tcp:1' is neither")
            .And.Contain("--log-level 'loud'")
            .And.Contain("'--port' is not known");
    }

    [Fact]
    public async Task Port_InUse_IsTold()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var config = Write(new GatewayConfig { Port = port, GrpcPort = 0 });

        var (code, error) = await RunAsync("--config", config, "--control", "127.0.0.1:0");

        code.Should().Be(1);
        error.Should().Contain($"cannot listen on 127.0.0.1, ports {port} and 0").And.Contain("gateway.port");
    }

    [Fact]
    public async Task Port_OfAnotherGatewayOfTheSameUser_IsInUse()
    {
        using var process = Start(new GatewayConfig { Port = 0, GrpcPort = 0 }, out _);
        var port = new Uri((string)(await ReadyAsync(process))["http"]!).Port;
        var config = Write(new GatewayConfig { Port = port, GrpcPort = 0 });

        var (code, error) = await RunAsync("--config", config, "--control", "127.0.0.1:0");

        code.Should().Be(1);
        error.Should().Contain("address already in use");
        await EndAsync(process);
    }

    [Fact]
    public async Task TakesOver_APortThatIsNotThePredecessors_IsInUse()
    {
        using var process = Start(new GatewayConfig { Port = 0, GrpcPort = 0 }, out _);
        var port = new Uri((string)(await ReadyAsync(process))["http"]!).Port;
        var config = new GatewayConfig { Port = port, GrpcPort = 0 };
        using var next = Start(config, "next", out var path, "--takes-over", "1,2");
        using var control = Control(path);
        await Eventually.BecomesAsync(async () => await HealthAsync(control) == HttpStatusCode.ServiceUnavailable);

        try
        {
            await PutAsync(control, Tables.Of(1));
        }
        catch (HttpRequestException)
        {
            // It has ended before it could answer.
        }

        await next.WaitForExitAsync(TestContext.Current.CancellationToken);
        next.ExitCode.Should().Be(1);
        await EndAsync(process);
    }

    [Fact]
    public async Task TakesOver_SamePorts_AnswersWhenItHasRoutesAndTheOldOneEndsItsConnections()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Ports are shared on Linux only.");
        await using var replica = await FakeReplica.StartAsync("ner-1-1", context => context.Response.WriteAsync("ok"));
        var table = Tables.Of(1, Tables.Service("ner", Tables.Revision(1, 1, replica)));
        using var old = Start(new GatewayConfig { Port = 0, GrpcPort = 0 }, out var control);
        var ready = await ReadyAsync(old);
        using var oldControl = Control(control);
        await PutAsync(oldControl, table);
        var (http, grpc) = (new Uri((string)ready["http"]!), new Uri((string)ready["grpc"]!));
        using var kept = new HttpClient { BaseAddress = http };
        (await AskAsync(kept)).Should().BeFalse();

        var config = new GatewayConfig { Port = http.Port, GrpcPort = grpc.Port };
        using var next = Start(config, "next", out control, "--takes-over", $"{http.Port},{grpc.Port}");
        using var nextControl = Control(control);
        await Eventually.BecomesAsync(async () => await HealthAsync(nextControl) == HttpStatusCode.ServiceUnavailable);
        (await AskAsync(kept)).Should().BeFalse();
        await PutAsync(nextControl, table);
        await Eventually.BecomesAsync(async () => await HealthAsync(nextControl) == HttpStatusCode.OK);

        // Every new connection is the new one's; the old one closes its own with an answer that says so.
        for (var i = 0; i < 20; i++)
        {
            using var fresh = new HttpClient { BaseAddress = http };
            await AskAsync(fresh);
        }

        (await RequestsAsync(oldControl)).Should().Be(2);
        (await RequestsAsync(nextControl)).Should().Be(20);
        using (var succeeded = await oldControl.PostAsync("/succeeded", null, TestContext.Current.CancellationToken))
            succeeded.StatusCode.Should().Be(HttpStatusCode.NoContent);
        (await AskAsync(kept)).Should().BeTrue();
        (await AskAsync(kept)).Should().BeFalse();
        (await RequestsAsync(oldControl)).Should().Be(3);
        await EndAsync(old);
        (await AskAsync(kept)).Should().BeFalse();
        await EndAsync(next);
    }

    [Fact]
    public async Task TakesOver_ToldToEndBeforeItHasRoutes_Ends()
    {
        using var process = Start(
            new GatewayConfig { Port = 0, GrpcPort = 0 },
            "next",
            out var path,
            "--takes-over",
            "0"
        );
        using var control = Control(path);
        await Eventually.BecomesAsync(async () => await HealthAsync(control) == HttpStatusCode.ServiceUnavailable);

        await EndAsync(process);
    }

    // Whether the connection ends with the answer.
    private static async Task<bool> AskAsync(HttpClient client)
    {
        using var response = await client.PostAsync(
            new Uri("/models/ner", UriKind.Relative),
            new StringContent("{}"),
            TestContext.Current.CancellationToken
        );
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        return response.Headers.ConnectionClose == true;
    }

    private static async Task<HttpStatusCode?> HealthAsync(HttpClient control)
    {
        try
        {
            using var response = await control.GetAsync("/health", TestContext.Current.CancellationToken);
            return response.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private static async Task<long> RequestsAsync(HttpClient control) =>
        (
            await control.GetFromJsonAsync(
                "/traffic",
                DeploymentJson.Default.TrafficReport,
                TestContext.Current.CancellationToken
            )
        )!
            .Services.SelectMany(service => service.Revisions)
            .Sum(revision => revision.Requests);

    private static async Task EndAsync(Process process)
    {
        using (var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]))
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.ExitCode.Should().Be(0);
    }

    [Fact]
    public async Task Kubernetes_AsAPod_RoutesByItsNamespaceAndEndsByItself()
    {
        await using var cluster = await TestCluster.StartAsync();
        await using var replica = await FakeReplica.StartAsync("a", context => context.Response.WriteAsync("ok"));
        await cluster.CreateAsync(Resources.Service("ner", Resources.Status((1, 1))));
        await cluster.AddAsync("ner-r1", replica);
        using var process = Start(
            new GatewayConfig { Port = 0, GrpcPort = 0 },
            out _,
            "--kubernetes",
            "--kubeconfig",
            cluster.Kubeconfig,
            "--drain-seconds",
            "1"
        );
        var ready = await ReadyAsync(process);
        using var http = new HttpClient { BaseAddress = new Uri((string)ready["http"]!) };
        await Eventually.BecomesAsync(async () =>
            (await http.GetAsync("/readyz", TestContext.Current.CancellationToken)).IsSuccessStatusCode
        );

        (await AskAsync(http)).Should().BeFalse();

        await EndAsync(process);
    }

    [Fact]
    public async Task Kubernetes_NoKubeconfig_IsTold()
    {
        var (code, error) = await RunAsync(
            "--control",
            $"unix:{_folder}/control.sock",
            "--kubernetes",
            "--kubeconfig",
            $"{_folder}/nowhere"
        );

        code.Should().Be(2);
        error.Should().Contain("there is no cluster to have routes from").And.Contain("nowhere");
    }

    [Theory]
    [InlineData("""{"port": 1, "grpc_port": 1}""", "both 1")]
    [InlineData("""{"host": "example.com"}""", "no IP address")]
    [InlineData("""{"auth": {}}""", "neither keys_file nor jwt")]
    [InlineData("""{"auth": {"keys_file": "/nowhere/keys"}}""", "/nowhere/keys")]
    [InlineData("""{"tls": {"certificate": "/nowhere/a", "key": "/nowhere/b"}}""", "/nowhere")]
    [InlineData("[]", "cannot be read")]
    public async Task Config_Wrong_IsTold(string json, string problem)
    {
        var file = Path.Combine(_folder, "gateway.json");
        await File.WriteAllTextAsync(file, json, TestContext.Current.CancellationToken);

        var (code, error) = await RunAsync("--config", file, "--control", $"unix:{_folder}/control.sock");

        code.Should().Be(2);
        error.Should().Contain(problem);
    }

    [Fact]
    public async Task Parent_Gone_GatewayEnds()
    {
        using var parent = Process.Start("sleep", "600");
        using var process = Start(new GatewayConfig { Port = 0, GrpcPort = 0 }, out _, "--parent-pid", $"{parent.Id}");
        await ReadyAsync(process);

        parent.Kill();

        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.ExitCode.Should().Be(0);
    }

    private Process Start(GatewayConfig config, out string control, params string[] more) =>
        Start(config, "control", out control, more);

    private Process Start(GatewayConfig config, string name, out string control, params string[] more)
    {
        control = Path.Combine(_folder, $"{name}.sock");
        var start = StartInfo(["--config", Write(config), "--control", $"unix:{control}", .. more]);
        start.Environment["SLIPWAY_READY_FILE"] = Path.Combine(_folder, "ready.json");
        var process = Process.Start(start)!;
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        return process;
    }

    private static ProcessStartInfo StartInfo(string[] arguments) =>
        new(Path.Combine(AppContext.BaseDirectory, "Slipway.Gateway"), arguments)
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };

    private static async Task<(int Code, string Error)> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(StartInfo(arguments))!;
        process.BeginOutputReadLine();
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, error);
    }

    private string Write(GatewayConfig config)
    {
        var file = Path.Combine(_folder, "gateway.json");
        File.WriteAllText(file, JsonSerializer.Serialize(config, DeploymentJson.Default.GatewayConfig));
        return file;
    }

    private async Task<JsonNode> ReadyAsync(Process process)
    {
        var file = Path.Combine(_folder, "ready.json");
        await Eventually.BecomesAsync(() =>
        {
            process.HasExited.Should().BeFalse();
            return File.Exists(file);
        });
        return JsonNode.Parse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken))!;
    }

    private static HttpClient Control(string socket) =>
        new(
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

    private static async Task<HttpStatusCode> PutAsync(HttpClient control, RoutingTable table)
    {
        using var response = await control.PutAsJsonAsync(
            "/routes",
            table,
            DeploymentJson.Default.RoutingTable,
            TestContext.Current.CancellationToken
        );
        return response.StatusCode;
    }

    private static async Task<bool> IsClosedAsync(string address)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, new Uri(address).Port);
            return false;
        }
        catch (SocketException)
        {
            return true;
        }
    }
}
