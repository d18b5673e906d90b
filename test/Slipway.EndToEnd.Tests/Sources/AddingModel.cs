using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Google.Protobuf;
using Slipway.EndToEnd.Tests.Hosting;
using Slipway.Onnx;
using Slipway.Onnx.Proto;

namespace Slipway.EndToEnd.Tests.Sources;

/// <summary>Models that add a constant, and so prove which of them answers.</summary>
internal static class AddingModel
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(30) };

    /// <summary>The model's bytes, as many as asked for and a few more.</summary>
    public static byte[] Create(float constant, int padding = 0)
    {
        var graph = new OnnxGraphBuilder("adding");
        var x = graph.Input("x", TensorProto.Types.DataType.Float, 1);
        graph.Node("", "Add", [x, graph.Constant(constant)], ["y"]);
        graph.Output("y", TensorProto.Types.DataType.Float, 1);
        // Chance, so that no two pieces of it are alike.
        var random = new byte[padding / 2];
        new Random((int)constant).NextBytes(random);
        graph.Metadata("padding", Convert.ToHexString(random));
        return graph.Build().ToByteArray();
    }

    /// <summary>What the model adds, as the server answers; null where it does not.</summary>
    public static async Task<float?> AskAsync(ServerProcess server, string model, CancellationToken cancellationToken)
    {
        using var response = await Http.PostAsync(
            $"{server.HttpUrl}/v2/models/{model}/infer",
            new StringContent("""{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[0]}]}"""),
            cancellationToken
        );
        if (response.StatusCode != HttpStatusCode.OK)
            return null;
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        return answer.GetProperty("outputs")[0].GetProperty("data")[0].GetSingle();
    }

    /// <summary>Asks until the answer is the one that is waited for.</summary>
    public static async Task UntilAsync(
        ServerProcess server,
        string model,
        float? constant,
        CancellationToken cancellationToken
    )
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        float? last = null;
        try
        {
            while ((last = await AskAsync(server, model, limit.Token)) != constant)
            {
                await Task.Delay(50, limit.Token);
            }
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"'{model}' answers {last}, never {constant}:\n{server.Output}");
        }
    }
}
