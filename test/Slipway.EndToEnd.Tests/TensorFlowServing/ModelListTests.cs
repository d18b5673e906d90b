using Grpc.Core;
using Grpc.Net.Client;
using Slipway.EndToEnd.Tests.Hosting;
using Slipway.Protocols.TensorFlowServing.Grpc.Proto;
using Slipway.TestUtilities;
using DataType = Slipway.Protocols.TensorFlowServing.Grpc.Proto.DataType;

namespace Slipway.EndToEnd.Tests.TensorFlowServing;

/// <summary>A server that is told what to serve by TensorFlow Serving's list of models, from a file and by a call.</summary>
public sealed class ModelListTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public ModelListTests()
    {
        for (var version = 1; version <= 3; version++)
        {
            // Each version adds its own number.
            _folder.Model($"models/half/{version}/model.onnx", TestModels.HalfPlusTwo(version));
        }

        _folder.Model("models/other/1/model.onnx", TestModels.HalfPlusTwo(10));
        _folder.Write(
            "models.config",
            """
            model_config_list {
              config {
                name: "half"
                base_path: "models/half"
                model_platform: "tensorflow"
                model_version_policy { specific { versions: 1 versions: 2 } }
                version_labels { key: "stable" value: 1 }
              }
            }
            """
        );
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--model-config-file")]
    [InlineData("--model_config_file")]
    public async Task ModelConfigFile_VersionsAndLabels_AreServed(string option)
    {
        await using var server = await ServerProcess.StartAsync([], option, _folder["models.config"]);
        using var channel = GrpcChannel.ForAddress(server.GrpcUrl);

        (await VersionsAsync(channel, "half")).Should().Equal(1, 2);
        (await PredictAsync(channel, "half")).Should().Be((2, 2f));
        (await PredictAsync(channel, "half", label: "stable")).Should().Be((1, 1f));
    }

    [Fact]
    public async Task ReloadConfig_AnotherList_IsServedAndNothingElse()
    {
        await using var server = await ServerProcess.StartAsync(
            [],
            "--model-config-file",
            _folder["models.config"],
            "--management",
            "inference"
        );
        using var channel = GrpcChannel.ForAddress(server.GrpcUrl);
        var request = new ReloadConfigRequest
        {
            Config = new ModelServerConfig
            {
                ModelConfigList = new ModelConfigList { Config = { Half(2, 3), Other() } },
            },
        };
        var half = request.Config.ModelConfigList.Config[0];

        var answer = await ReloadAsync(channel, request);
        answer.Status.ErrorCode.Should().Be(Code.Ok);
        (await VersionsAsync(channel, "half")).Should().Equal(2, 3);
        (await PredictAsync(channel, "half")).Should().Be((3, 3f));
        (await PredictAsync(channel, "other")).Should().Be((1, 10f));
        var gone = () => PredictAsync(channel, "half", label: "stable");
        (await gone.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.NotFound);

        half.VersionLabels["canary"] = 1;
        var early = () => ReloadAsync(channel, request);
        var refused = (await early.Should().ThrowAsync<RpcException>()).Which;
        refused.StatusCode.Should().Be(StatusCode.FailedPrecondition);
        refused.Status.Detail.Should().ContainAll("'canary'", "version 1", "'half'");

        half.VersionLabels["canary"] = 3;
        request.Config.ModelConfigList.Config.RemoveAt(1);
        await ReloadAsync(channel, request);
        (await PredictAsync(channel, "half", label: "canary")).Should().Be((3, 3f));
        var unloaded = () => PredictAsync(channel, "other");
        (await unloaded.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.NotFound);

        half.BasePath = "relative";
        var wrong = () => ReloadAsync(channel, request);
        (await wrong.Should().ThrowAsync<RpcException>()).Which.StatusCode.Should().Be(StatusCode.InvalidArgument);
        (await PredictAsync(channel, "half")).Should().Be((3, 3f), "what is refused changes nothing");
    }

    [Fact]
    public async Task ReloadConfig_WithoutTheManagementApi_IsRefused()
    {
        await using var server = await ServerProcess.StartAsync([], "--model-config-file", _folder["models.config"]);
        using var channel = GrpcChannel.ForAddress(server.GrpcUrl);

        var reload = () => ReloadAsync(channel, new ReloadConfigRequest());

        var refused = (await reload.Should().ThrowAsync<RpcException>()).Which;
        refused.StatusCode.Should().Be(StatusCode.PermissionDenied);
        refused.Status.Detail.Should().Contain("--management inference");
    }

    [Fact]
    public async Task Serve_WrongListOrBatchingParameters_IsRefusedInALine()
    {
        _folder.Write("wrong.config", "model_config_list { config { name: 'a' } }");
        await using var wrongList = ServerProcess.Launch([], ["--model-config-file", _folder["wrong.config"]]);
        (await wrongList.WaitForExitAsync()).Should().Be(2);
        wrongList.Output.Should().ContainAll("slipway:", "wrong.config", "no base_path");

        await using var nothing = ServerProcess.Launch([], []);
        (await nothing.WaitForExitAsync()).Should().Be(2);
        nothing.Output.Should().ContainAll("PATH", "--model-config-file");
    }

    [Fact]
    public async Task Serve_BatchingParametersFile_IsNamedInTheLog()
    {
        var file = _folder.Write("batching.config", "max_batch_size { value: 128 }");
        await using var server = await ServerProcess.StartAsync(
            [],
            "--model_config_file=" + _folder["models.config"],
            "--batching_parameters_file=" + file
        );
        server.Output.Should().ContainAll("batching.config", "128", "how requests are batched is measured");
    }

    private ModelConfig Half(params long[] versions) =>
        new()
        {
            Name = "half",
            BasePath = _folder["models/half"],
            ModelVersionPolicy = new() { Specific = new() { Versions = { versions } } },
        };

    private ModelConfig Other() => new() { Name = "other", BasePath = _folder["models/other"] };

    private static async Task<ReloadConfigResponse> ReloadAsync(GrpcChannel channel, ReloadConfigRequest request) =>
        await new ModelService.ModelServiceClient(channel).HandleReloadConfigRequestAsync(
            request,
            cancellationToken: Token
        );

    private static async Task<long[]> VersionsAsync(GrpcChannel channel, string model)
    {
        var answer = await new ModelService.ModelServiceClient(channel).GetModelStatusAsync(
            new GetModelStatusRequest { ModelSpec = new ModelSpec { Name = model } },
            cancellationToken: Token
        );
        return
        [
            .. answer
                .ModelVersionStatus.Where(status => status.State == ModelVersionStatus.Types.State.Available)
                .Select(status => status.Version)
                .Order(),
        ];
    }

    /// <summary>The version that answered, and what it adds to half of zero.</summary>
    private static async Task<(long? Version, float Value)> PredictAsync(
        GrpcChannel channel,
        string model,
        string? label = null
    )
    {
        var request = new PredictRequest { ModelSpec = new ModelSpec { Name = model } };
        if (label is not null)
            request.ModelSpec.VersionLabel = label;
        var tensor = new TensorProto { Dtype = DataType.DtFloat, TensorShape = new TensorShapeProto() };
        tensor.TensorShape.Dim.Add([new() { Size = 1 }, new() { Size = 1 }]);
        request.Inputs["x"] = tensor;
        var answer = await new PredictionService.PredictionServiceClient(channel).PredictAsync(
            request,
            cancellationToken: Token
        );
        return (answer.ModelSpec.Version, answer.Outputs["y"].FloatVal[0]);
    }
}
