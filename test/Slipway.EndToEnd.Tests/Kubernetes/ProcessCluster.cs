using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using k8s;
using k8s.Models;
using Slipway.ApiServer;
using Slipway.ApiServer.Workloads;
using Slipway.EndToEnd.Tests.Hosting;
using Slipway.Kubernetes.Api;
using Slipway.Kubernetes.Resources;
using Slipway.Kubernetes.Resources.Schemas;
using Slipway.TestUtilities;

namespace Slipway.EndToEnd.Tests.Kubernetes;

/// <summary>
/// A stand-in of the API server, and everything else real: the operator and the gateway as processes, model servers as pods.
/// </summary>
internal sealed class ProcessCluster : IAsyncDisposable
{
    public const string Space = "models";
    private const string GatewayLabel = "app.kubernetes.io/component";
    private static readonly ResourceKind Services = ResourceKind.Of<ModelService>();
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly TempFolder _folder = new();
    private readonly List<Process> _processes = [];
    private readonly StringBuilder _output = new();
    private readonly TestApiServer _server;
    private readonly k8s.Kubernetes _client;
    private readonly ResourceApi _api;
    private ProcessNode _node = null!;

    private ProcessCluster(TestApiServer server)
    {
        _server = server;
        _client = server.Client();
        _api = new ResourceApi(_client);
    }

    /// <summary>The gateway.</summary>
    public string Http { get; private set; } = "";

    public ProcessNode Node => _node;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <param name="models">The model of each image.</param>
    public static async Task<ProcessCluster> StartAsync(IReadOnlyDictionary<string, string> models)
    {
        var server = await TestApiServer.StartAsync(new TestApiServerOptions { Workloads = true }, Token);
        var cluster = new ProcessCluster(server);
        try
        {
            await cluster.PrepareAsync();
            cluster._node = new ProcessNode(server, Space, models);
            cluster.Start(Checkout.Operator, "--no-election", "--host", "127.0.0.1", "--port", "0");
            await cluster.StartGatewayAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    public Task<ModelService> CreateAsync(string name, ModelServiceSpec spec) =>
        _api.CreateAsync(
            Services,
            Space,
            new ModelService
            {
                Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = Space },
                Spec = spec,
            },
            Token
        );

    public Task SetImageAsync(string name, string image) =>
        _api.MergeAsync<ModelService>(Services, Space, name, new { spec = new { image } }, Token);

    public Task DeleteAsync(string name) => _api.DeleteAsync(Services, Space, name, null, Token);

    public async Task<ModelServiceStatus> UntilAsync(string name, Func<ModelServiceStatus, bool> isSo)
    {
        ModelServiceStatus? seen = null;
        await UntilAsync(
            async () =>
                (seen = (await _api.FindAsync<ModelService>(Services, Space, name, Token))?.Status) is { } status
                && isSo(status),
            () => JsonSerializer.Serialize(seen, ResourceJson.Options)
        );
        return seen!;
    }

    /// <summary>Waits until nothing of a service is left but what was there before.</summary>
    public Task UntilGoneAsync(string name) =>
        UntilAsync(
            async () =>
                await CountAsync<ModelService>(name) == 0
                && await CountAsync<V1Deployment>(name) == 0
                && await CountAsync<V1Service>(name) == 0
                && await CountAsync<V1Pod>(name) == 0,
            () => name
        );

    public Task UntilPodsAsync(string name, int count) =>
        UntilAsync(async () => await CountAsync<V1Pod>(name) == count, () => $"{name} has another number of pods");

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            if (!process.HasExited)
                process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }

        if (_node is not null)
            await _node.DisposeAsync();
        _client.Dispose();
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    private async Task PrepareAsync()
    {
        await _client.CoreV1.CreateNamespaceAsync(
            new V1Namespace { Metadata = new V1ObjectMeta { Name = Space } },
            cancellationToken: Token
        );
        foreach (var definition in CustomResourceDefinitions.All((_, _) => null))
        {
            await _api.CreateAsync(ResourceKind.Of<V1CustomResourceDefinition>(), null, definition, Token);
        }

        await _server.SettledAsync(Token);
        _folder.Write(
            "kubeconfig",
            $$"""
            apiVersion: v1
            kind: Config
            current-context: test
            clusters: [{ name: test, cluster: { server: "{{_server.Address}}" } }]
            users: [{ name: test, user: { token: none } }]
            contexts: [{ name: test, context: { cluster: test, user: test, namespace: {{Space}} } }]
            """
        );
        var secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        _folder.Write("token", secret);
        await _client.CoreV1.CreateNamespacedSecretAsync(
            new V1Secret
            {
                Metadata = new V1ObjectMeta { Name = SlipwayGroup.ControlSecret },
                Data = new Dictionary<string, byte[]> { [SlipwayGroup.ControlKey] = Encoding.UTF8.GetBytes(secret) },
            },
            Space,
            cancellationToken: Token
        );
    }

    private async Task StartGatewayAsync()
    {
        var (http, grpc) = FreePorts.Take();
        var (control, _) = FreePorts.Take();
        Http = $"http://127.0.0.1:{http}";
        _folder.Write("gateway.json", $$"""{ "host": "127.0.0.1", "port": {{http}}, "grpc_port": {{grpc}} }""");
        Start(
            Checkout.Gateway,
            "--config",
            _folder["gateway.json"],
            "--control",
            $"unix:{_folder["control.sock"]}",
            "--kubernetes",
            "--namespace",
            Space,
            "--control-port",
            $"{control}",
            "--control-token-file",
            _folder["token"]
        );
        await _client.CoreV1.CreateNamespacedPodAsync(
            new V1Pod
            {
                Metadata = new V1ObjectMeta
                {
                    Name = "gateway",
                    Labels = new Dictionary<string, string>
                    {
                        [GatewayLabel] = "gateway",
                        ["app.kubernetes.io/managed-by"] = "slipway",
                    },
                    Annotations = new Dictionary<string, string> { [ClusterWorkloads.AddressAnnotation] = "127.0.0.1" },
                },
                Spec = new V1PodSpec
                {
                    Containers =
                    [
                        new V1Container
                        {
                            Name = "gateway",
                            Image = "gateway",
                            Ports = [new V1ContainerPort { Name = "control", ContainerPort = control }],
                        },
                    ],
                },
            },
            Space,
            cancellationToken: Token
        );
        using var client = new HttpClient();
        await UntilAsync(
            async () =>
            {
                try
                {
                    using var answer = await client.GetAsync(new Uri($"{Http}/readyz"), Token);
                    return answer.IsSuccessStatusCode;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            () => "the gateway is not ready"
        );
    }

    private void Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var argument in (string[])[program, .. arguments, "--kubeconfig", _folder["kubeconfig"]])
        {
            start.ArgumentList.Add(argument);
        }

        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Append(line.Data);
        process.ErrorDataReceived += (_, line) => Append(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _processes.Add(process);
    }

    private void Append(string? line)
    {
        lock (_output)
        {
            _output.AppendLine(line);
        }
    }

    private async Task<int> CountAsync<T>(string service)
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        (await _api.ListAsync<T>(ResourceKind.Of<T>(), Space, null, Token)).Items.Count(each =>
            each.Metadata.Name == service
            || (each.Metadata.Labels?.TryGetValue(SlipwayGroup.ServiceLabel, out var owner) == true && owner == service)
        );

    private async Task UntilAsync(Func<Task<bool>> isSo, Func<string> what)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(Limit);
        while (!await isSo())
        {
            if (limit.IsCancellationRequested || _processes.Exists(each => each.HasExited))
            {
                lock (_output)
                {
                    throw new TimeoutException($"It does not come about: {what()}\n{_output}");
                }
            }

            await Task.Delay(50, Token);
        }
    }
}
