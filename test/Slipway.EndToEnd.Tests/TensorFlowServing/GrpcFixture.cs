using Grpc.Net.Client;
using Slipway.EndToEnd.Tests.Hosting;
using Slipway.Protocols.TensorFlowServing.Grpc.Proto;
using Slipway.TestUtilities;
using OnnxType = Slipway.Onnx.Proto.TensorProto.Types.DataType;

namespace Slipway.EndToEnd.Tests.TensorFlowServing;

/// <summary>A server with models like TensorFlow Serving's examples, and clients generated from its contracts.</summary>
public sealed class GrpcFixture : IAsyncLifetime
{
    private readonly TempFolder _repository = new();

    public ServerProcess Server { get; private set; } = null!;

    public GrpcChannel Channel { get; private set; } = null!;

    public PredictionService.PredictionServiceClient Predictions { get; private set; } = null!;

    public ModelService.ModelServiceClient Models { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _repository.Model("half_plus_two/123/model.onnx", TestModels.HalfPlusTwo());
        _repository.Model("strings/1/model.onnx", TestModels.SimpleIdentity());
        _repository.Model("halves/1/model.onnx", TestModels.Identity(OnnxType.Float16, "batch"));
        _repository.Model("slow/1/model.onnx", TestModels.Slow());
        _repository.Write("slow/model.yaml", "scheduling:\n  max_concurrency: 1\n");
        _repository.Write("broken/1/model.onnx", "no model");
        Server = await ServerProcess.StartAsync(
            _repository.Path,
            "--max-request-bytes",
            "4000000",
            "--readiness",
            "lenient"
        );
        Channel = GrpcChannel.ForAddress(
            Server.GrpcUrl,
            new GrpcChannelOptions { MaxReceiveMessageSize = null, MaxSendMessageSize = null }
        );
        Predictions = new PredictionService.PredictionServiceClient(Channel);
        Models = new ModelService.ModelServiceClient(Channel);
    }

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        await Server.DisposeAsync();
        _repository.Dispose();
    }
}
