using System.Text;
using System.Text.Json;
using Slipway.EndToEnd.Tests.Hosting;
using Slipway.TestUtilities;

namespace Slipway.EndToEnd.Tests.Stateful;

/// <summary>One server with stateful models and an ensemble over one of them.</summary>
public sealed class StatefulFixture : IAsyncLifetime
{
    private readonly TempFolder _repository = new();

    public ServerProcess Server { get; private set; } = null!;

    public HttpClient Http { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Add(
            "accumulator",
            TestModels.Accumulator(),
            """
            sequence:
              max_idle_seconds: 600
              states:
                - { input: sum_before, output: sum }
            """
        );
        Add(
            "few",
            TestModels.Accumulator(),
            """
            sequence:
              max_idle_seconds: 600
              max_sequences: 1
              states:
                - { input: sum_before, output: sum }
            """
        );
        Add("simple_sequence", TestModels.SimpleSequence(), Controls(""));
        Add(
            "simple_dyna_sequence",
            TestModels.SimpleDynaSequence(),
            Controls("\n    - { input: END, kind: end }\n    - { input: CORRID, kind: correlation-id }")
        );
        _repository.Model("identity/1/model.onnx", TestModels.Identity(Onnx.Proto.TensorProto.Types.DataType.Float, 1));
        // Its name comes before those of its steps, so that it is found first; it has no version folder.
        _repository.Write(
            "a_graph/model.yaml",
            """
            inputs:
              in: { datatype: FP32, shape: [1] }
            outputs:
              same: { datatype: FP32, shape: [1] }
              total: { datatype: FP32, shape: [1] }
            ensemble:
              steps:
                - model: accumulator
                  inputs: { x: same }
                  outputs: { y: total }
                - model: identity
                  inputs: { input: in }
                  outputs: { output: same }
            """
        );
        Server = await ServerProcess.StartAsync(_repository.Path);
        Http = new HttpClient { BaseAddress = new Uri(Server.HttpUrl) };
    }

    /// <summary>Sends JSON, and gives the status and the answer.</summary>
    public async Task<(int Status, JsonElement Body)> PostAsync(
        string model,
        string body,
        CancellationToken cancellationToken
    )
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await Http.PostAsync($"/v2/models/{model}/infer", content, cancellationToken);
        using var answer = JsonDocument.Parse(await response.Content.ReadAsStreamAsync(cancellationToken));
        return ((int)response.StatusCode, answer.RootElement.Clone());
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Server.DisposeAsync();
        _repository.Dispose();
    }

    private static string Controls(string more) =>
        $$"""
            max_batch_size: 8
            sequence:
              max_idle_seconds: 600
              controls:
                - { input: START, kind: start }
                - { input: READY, kind: ready }{{more}}
            """;

    private void Add(string name, Onnx.OnnxGraphBuilder graph, string config)
    {
        _repository.Model($"{name}/1/model.onnx", graph);
        _repository.Write($"{name}/model.yaml", config);
    }
}
