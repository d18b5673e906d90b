using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Tensors;
using Slipway.TestUtilities;

namespace Slipway.Runtimes.Python.Tests.Hosting;

/// <summary>A model in a folder of its own, and the servable made of it.</summary>
internal sealed class PythonModel(TempFolder folder, IServable servable, LogLines log) : IAsyncDisposable
{
    public IServable Servable => servable;

    public LogLines Log => log;

    public TempFolder Folder => folder;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Loads code, by an interpreter that has numpy.</summary>
    public static Task<PythonModel> LoadAsync(string code, string options = "{}", ModelConfig? config = null)
    {
        var folder = new TempFolder();
        folder.Write("model.py", code);
        return LoadAsync(folder, folder["model.py"], Interpreter.With("numpy"), options, config);
    }

    public static async Task<PythonModel> LoadAsync(
        TempFolder folder,
        string artifact,
        string? interpreter,
        string options = "{}",
        ModelConfig? config = null
    )
    {
        var log = new LogLines();
        try
        {
            var package = Package(folder, artifact, interpreter, options, config);
            return new PythonModel(folder, await new PythonRuntime(log).CreateLoader(package).LoadAsync(Token), log);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    public static ModelPackage Package(
        TempFolder folder,
        string artifact,
        string? interpreter,
        string options = "{}",
        ModelConfig? config = null
    )
    {
        var section = JsonNode.Parse(options)!.AsObject();
        if (interpreter is not null)
            section["interpreter"] = interpreter;
        config ??= new ModelConfig();
        config.Sections["python"] = JsonSerializer.SerializeToElement(section);
        return new ModelPackage("m", 1, folder.Path, artifact, "python", config);
    }

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

    public Task<InferenceResponse> RunAsync(params ReadOnlySpan<(string Name, Tensor Tensor)> inputs) =>
        RunAsync(Request(inputs), Token);

    /// <summary>Sends one number and gets one.</summary>
    public Task<long> AskAsync(long value) => AskUntilAsync(value, Token);

    public async Task<long> AskUntilAsync(long value, CancellationToken cancellationToken)
    {
        using var response = await RunAsync(
            Request(("x", Tensor.From<long>([value], new TensorShape(1)))),
            cancellationToken
        );
        return response.Outputs[0].Tensor.AsSpan<long>()[0];
    }

    public async ValueTask DisposeAsync()
    {
        await servable.DisposeAsync();
        folder.Dispose();
    }
}
