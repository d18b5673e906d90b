using Slipway.Client;
using Slipway.Onnx.Proto;
using Slipway.TestUtilities;

namespace Slipway.EndToEnd.Tests.Hosting;

/// <summary>One server for many tests: the samples, and models shaped like those of Triton's examples.</summary>
public sealed class ModelsFixture : IAsyncLifetime
{
    private readonly TempFolder _repository = new();

    public ServerProcess Server { get; private set; } = null!;

    public HttpClient Http { get; private set; } = null!;

    public IInferenceClient Rest { get; private set; } = null!;

    public IInferenceClient Grpc { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _repository.Model("simple/1/model.onnx", TestModels.Simple());
        _repository.Model("simple_string/1/model.onnx", TestModels.SimpleString());
        _repository.Model("simple_int8/1/model.onnx", TestModels.SimpleInt8());
        _repository.Model("simple_identity/1/model.onnx", TestModels.SimpleIdentity());
        _repository.Model("floats/1/model.onnx", TestModels.Identity(TensorProto.Types.DataType.Float, "n"));
        Server = await ServerProcess.StartAsync(
            [_repository.Path, Checkout.Sample("iris"), Checkout.Sample("digits")],
            "--max-request-bytes",
            "4000000"
        );
        Http = new HttpClient { BaseAddress = new Uri(Server.HttpUrl) };
        Rest = InferenceClient.Create(Server.HttpUrl);
        Grpc = InferenceClient.Create(Server.GrpcUrl.Replace("http://", "grpc://", StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Rest.DisposeAsync();
        await Grpc.DisposeAsync();
        await Server.DisposeAsync();
        _repository.Dispose();
    }
}
