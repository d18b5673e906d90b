using System.Text.Json;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Onnx;
using Slipway.Tensors;
using Slipway.TestUtilities;

namespace Slipway.Runtimes.Onnx.Tests;

/// <summary>A model file in a folder of its own, and the servable made of it.</summary>
internal sealed class LoadedModel(TempFolder folder, IServable servable) : IAsyncDisposable
{
    public IServable Servable => servable;

    public static async Task<LoadedModel> LoadAsync(OnnxGraphBuilder graph, ModelConfig? config = null)
    {
        var folder = new TempFolder();
        try
        {
            graph.Save(folder["model.onnx"]);
            var servable = await LoadAsync(folder.Path, folder["model.onnx"], config);
            return new LoadedModel(folder, servable);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    public static Task<IServable> LoadAsync(string directory, string file, ModelConfig? config = null) =>
        new OnnxRuntime()
            .CreateLoader(Package(directory, file, config))
            .LoadAsync(TestContext.Current.CancellationToken);

    public static ModelPackage Package(string directory, string file, ModelConfig? config = null) =>
        new("m", 1, directory, file, "onnx", config ?? new ModelConfig());

    /// <summary>A config whose <c>onnx:</c> section is this JSON.</summary>
    public static ModelConfig Section(string json) =>
        new() { Sections = { ["onnx"] = JsonDocument.Parse(json).RootElement } };

    /// <summary>A request that owns the tensors.</summary>
    public static InferenceRequest Request(params ReadOnlySpan<(string Name, Tensor Tensor)> inputs)
    {
        var request = new InferenceRequest { Model = new ModelSelector("m") };
        foreach (var (name, tensor) in inputs)
        {
            request.Inputs.Add(new NamedTensor(name, tensor));
        }

        return request;
    }

    /// <summary>Executes, and disposes the request before the answer is looked at: nothing may hang on it.</summary>
    public async Task<InferenceResponse> RunAsync(InferenceRequest request, CancellationToken cancellationToken)
    {
        using (request)
        {
            return await servable.ExecuteAsync(request, cancellationToken);
        }
    }

    public Task<InferenceResponse> SendAsync(InferenceRequest request) =>
        RunAsync(request, TestContext.Current.CancellationToken);

    public Task<InferenceResponse> RunAsync(params ReadOnlySpan<(string Name, Tensor Tensor)> inputs) =>
        SendAsync(Request(inputs));

    public async ValueTask DisposeAsync()
    {
        await servable.DisposeAsync();
        folder.Dispose();
    }
}
