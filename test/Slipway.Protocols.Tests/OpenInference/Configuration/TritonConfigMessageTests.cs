using Slipway.Models;
using Slipway.Protocols.OpenInference.Configuration;
using Slipway.Protocols.OpenInference.Grpc.Proto;
using Slipway.Tensors;
using ConfigMessage = Slipway.Protocols.OpenInference.Grpc.Proto.ModelConfig;
using DataType = Slipway.Tensors.DataType;
using ModelConfig = Slipway.Models.ModelConfig;
using WireType = Slipway.Protocols.OpenInference.Grpc.Proto.DataType;

namespace Slipway.Protocols.Tests.OpenInference.Configuration;

public sealed class TritonConfigMessageTests
{
    private static readonly ModelSignature Signature = new(
        [
            new TensorSpec("x", DataType.Fp32, new TensorShape(-1, 16)),
            new TensorSpec("START", DataType.Int32, new TensorShape(-1, 1)),
        ],
        [new TensorSpec("y", DataType.Bytes, new TensorShape(-1, 4))]
    );

    [Fact]
    public void From_NoConfiguration_IsWhatTheModelTells()
    {
        var message = From(new ModelConfig());
        message.Name.Should().Be("served");
        message.Platform.Should().Be("onnxruntime_onnx");
        message.Backend.Should().Be("onnxruntime");
        message.MaxBatchSize.Should().Be(0);
        message.DefaultModelFilename.Should().Be("model.onnx");
        message.VersionPolicy.Latest.NumVersions.Should().Be(1);
        message.Input.Select(input => input.Name).Should().Equal("x", "START");
        message.Input[0].Dims.Should().Equal(-1, 16);
        message.Output[0].DataType.Should().Be(WireType.TypeString);
        message.SchedulingChoiceCase.Should().Be(ConfigMessage.SchedulingChoiceOneofCase.None);
        var group = message.InstanceGroup.Should().ContainSingle().Which;
        (group.Name, group.Kind, group.Count).Should().Be(("served_0", ModelInstanceGroup.Types.Kind.Cpu, 1));
    }

    [Fact]
    public void From_ConfigPbtxt_IsAnsweredWholeAndCompleted()
    {
        var config = ConfigFolder.Read(
            """
            name: "model" platform: "onnxruntime_onnx" max_batch_size: 8
            input { name: "x" data_type: TYPE_FP32 format: FORMAT_NHWC dims: 16 }
            dynamic_batching { max_queue_delay_microseconds: 7 }
            metric_tags { key: "a" value: "b" }
            version_policy { all { } }
            instance_group { count: 3 }
            optimization { priority: PRIORITY_MAX }
            """
        );
        var message = From(config);
        message.Backend.Should().Be("onnxruntime");
        message.Input.Should().ContainSingle().Which.Format.Should().Be(ModelInput.Types.Format.Nhwc);
        message.Input[0].Dims.Should().Equal(16);
        message.Output[0].Dims.Should().Equal([4], "the batch is left out");
        message.DynamicBatching.MaxQueueDelayMicroseconds.Should().Be(7);
        message.MetricTags.Should().ContainKey("a");
        message.VersionPolicy.All.Should().NotBeNull();
        message.InstanceGroup[0].Count.Should().Be(3);
        message.Optimization.Priority.Should().Be(ModelOptimizationPolicy.Types.ModelPriority.PriorityMax);
        message.Should().NotBeSameAs(config.Origin, "each caller has its own");
    }

    [Fact]
    public void From_ConfigPbtxtWithSequences_HasTheIdleTimeAndNotTheControls()
    {
        var message = From(
            ConfigFolder.Read(
                """
                max_batch_size: 8
                sequence_batching {
                  control_input { name: "START" control { kind: CONTROL_SEQUENCE_START int32_false_true: [ 0, 1 ] } }
                }
                """
            )
        );
        message.SequenceBatching.MaxSequenceIdleMicroseconds.Should().Be(1_000_000);
        message.SequenceBatching.ControlInput[0].Name.Should().Be("START");
        message.Input.Should().ContainSingle().Which.Dims.Should().Equal(16);
    }

    [Fact]
    public void From_ModelYaml_IsToldInTritonsTerms()
    {
        var message = From(
            new ModelConfig
            {
                MaxBatchSize = 4,
                Versions = new VersionsConfig { Specific = [1, 3] },
                Parameters = { ["a"] = "b" },
                Scheduling = new SchedulingConfig { MaxConcurrency = 2 },
                Sequence = new SequenceConfig
                {
                    MaxIdleSeconds = 2,
                    MaxSequences = 9,
                    Controls = [new SequenceControlConfig { Input = "START", Kind = SequenceControlKind.Start }],
                },
            }
        );
        message.MaxBatchSize.Should().Be(4);
        message.VersionPolicy.Specific.Versions.Should().Equal(1, 3);
        message.Parameters["a"].StringValue.Should().Be("b");
        message.InstanceGroup[0].Count.Should().Be(2);
        message.SequenceBatching.MaxSequenceIdleMicroseconds.Should().Be(2_000_000);
        message.SequenceBatching.Oldest.MaxCandidateSequences.Should().Be(9);
        message.Input.Should().ContainSingle().Which.Name.Should().Be("x");
    }

    [Fact]
    public void From_Ensemble_HasThePlatformAndNoBackend()
    {
        var step = new EnsembleStepConfig
        {
            Model = "m",
            Inputs = { ["a"] = "x" },
            Outputs = { ["b"] = "y" },
        };
        var message = From(new ModelConfig { Ensemble = new EnsembleConfig { Steps = [step] } }, "ensemble");
        message.Platform.Should().Be("ensemble");
        message.Backend.Should().BeEmpty();
        message.InstanceGroup.Should().BeEmpty();
        var sent = message.EnsembleScheduling.Step.Should().ContainSingle().Which;
        sent.ModelVersion.Should().Be(-1);
        sent.InputMap.Should().Contain("a", "x");
        sent.OutputMap.Should().Contain("b", "y");
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void From_EveryType_HasTritonsName(DataType type)
    {
        var signature = new ModelSignature([new TensorSpec("x", type, new TensorShape(1))], []);
        var expected = type == DataType.Bytes ? "TYPESTRING" : "TYPE" + type.Name();
        From(new ModelConfig(), signature: signature)
            .Input[0]
            .DataType.ToString()
            .ToUpperInvariant()
            .Should()
            .Be(expected);
    }

    public static TheoryData<DataType> Types => [.. Enum.GetValues<DataType>()];

    private static ConfigMessage From(ModelConfig config, string runtime = "onnx", ModelSignature? signature = null) =>
        TritonConfigMessage.From(
            new ModelPackage("served", 1, "/m/1", "/m/1/model.onnx", runtime, config),
            signature ?? Signature,
            new ModelDetails("onnxruntime_onnx", [])
        );
}
