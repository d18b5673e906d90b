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
        _repository.Model("simple/1/model.onnx", TestModels.Simple(-1));
        _repository.Folder("twice_the_sum/1");
        _repository.Write(
            "twice_the_sum/config.pbtxt",
            """
            platform: "ensemble"
            max_batch_size: 4
            input [ { name: "A" data_type: TYPE_INT32 dims: [16] }, { name: "B" data_type: TYPE_INT32 dims: [16] } ]
            output [ { name: "TWICE" data_type: TYPE_INT32 dims: [16] }, { name: "LESS" data_type: TYPE_INT32 dims: [16] } ]
            ensemble_scheduling {
              step [
                {
                  model_name: "simple"  model_version: -1
                  input_map { key: "INPUT0" value: "SUM" }  input_map { key: "INPUT1" value: "SUM" }
                  output_map { key: "OUTPUT0" value: "TWICE" }
                },
                {
                  model_name: "simple"  model_version: 1
                  input_map { key: "INPUT0" value: "A" }  input_map { key: "INPUT1" value: "B" }
                  output_map { key: "OUTPUT0" value: "SUM" }  output_map { key: "OUTPUT1" value: "LESS" }
                }
              ]
            }
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
