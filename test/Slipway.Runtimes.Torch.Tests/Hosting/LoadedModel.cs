using Slipway.Inference;
using Slipway.Models;
using Slipway.Runtimes.Torch.Native;
using Slipway.Tensors;
using Slipway.TestUtilities;

namespace Slipway.Runtimes.Torch.Tests.Hosting;

/// <summary>A model loaded from a file of the test's own; the test is skipped where libtorch is not in the cache.</summary>
internal sealed class LoadedModel : IAsyncDisposable
{
    private readonly TempFolder _folder;

    private LoadedModel(TempFolder folder, IServable servable)
    {
        _folder = folder;
        Servable = servable;
    }

    public IServable Servable { get; }

    public ModelSignature Signature => Servable.Signature;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Task<LoadedModel> LoadAsync(string forward, ModelConfig? config = null) =>
        LoadAsync(ScriptFile.Of(forward), config);

    public static async Task<LoadedModel> LoadAsync(byte[] file, ModelConfig? config = null)
    {
        RequireLibTorch();
        var folder = new TempFolder();
        try
        {
            return new LoadedModel(folder, await Loader(folder, file, config).LoadAsync(Token));
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>A loader of a file in a folder.</summary>
    public static IServableLoader Loader(TempFolder folder, byte[] file, ModelConfig? config = null)
    {
        var path = folder.Write("model.pt", file);
        return new TorchRuntime().CreateLoader(
            new ModelPackage("net", 1, folder.Path, path, TorchRuntime.RuntimeName, config ?? new ModelConfig())
        );
    }

    public static void RequireLibTorch()
    {
        if (LibraryFolder.Missing(LibraryFolder.Current) is null)
            return;
        const string Otherwise = "libtorch is not in the cache; 'slipway runtimes install torch' fetches it.";
        if (Environment.GetEnvironmentVariable("CI") == "true")
            Assert.Fail(Otherwise);
        Assert.Skip(Otherwise);
    }

    public async Task<InferenceResponse> RunAsync(params (string Name, Tensor Tensor)[] inputs)
    {
        using var request = Request(inputs);
        return await Servable.ExecuteAsync(request, Token);
    }

    public static InferenceRequest Request(params (string Name, Tensor Tensor)[] inputs)
    {
        var request = new InferenceRequest { Model = new ModelSelector("net") };
        foreach (var (name, tensor) in inputs)
        {
            request.Inputs.Add(new NamedTensor(name, tensor));
        }

        return request;
    }

    public static Tensor Floats(params float[] values) => Tensor.From<float>(values, new TensorShape(values.Length));

    /// <summary>Declares inputs and outputs by name and type.</summary>
    public static ModelConfig Typed(params string[] inputs) =>
        new() { Inputs = inputs.ToDictionary(name => name, _ => new TensorConfig { Datatype = "FP32" }) };

    public async ValueTask DisposeAsync()
    {
        await Servable.DisposeAsync();
        _folder.Dispose();
    }
}
