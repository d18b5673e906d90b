using Grpc.Net.Client;
using Slipway.EndToEnd.Tests.Hosting;
using Slipway.Protocols.TensorFlowServing.Grpc.Proto;
using Slipway.TestUtilities;
using Slipway.TestUtilities.Fixtures;

namespace Slipway.EndToEnd.Tests.Imports;

/// <summary>A server with the SavedModels of the fixtures that TensorFlow Serving's documentation and its users call by name.</summary>
public sealed class SignatureServer : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private ServerProcess? _server;
    private GrpcChannel? _channel;

    public HttpClient Http { get; } = new();

    public PredictionService.PredictionServiceClient Predictions { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        if (ModelFixture.Root is not { } root)
            return;
        string[] names = ["half_plus_two_tf1", "half_plus_two_tf2", "matrix_half_plus_two", "java_functions"];
        foreach (var name in names)
        {
            ModelFixture.Copy(
                Path.Combine(root, "savedmodel", name, "model"),
                Path.Combine(_folder["models"], name, "123")
            );
        }

        _server = await ServerProcess.StartAsync(
            [_folder["models"]],
            new Dictionary<string, string> { ["XDG_CACHE_HOME"] = _folder["cache"] }
        );
        Http.BaseAddress = new Uri(_server.HttpUrl);
        _channel = GrpcChannel.ForAddress(_server.GrpcUrl);
        Predictions = new PredictionService.PredictionServiceClient(_channel);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        _channel?.Dispose();
        if (_server is not null)
            await _server.DisposeAsync();
        _folder.Dispose();
    }
}
