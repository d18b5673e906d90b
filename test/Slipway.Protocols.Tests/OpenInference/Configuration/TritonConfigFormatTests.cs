using Slipway.Errors;

namespace Slipway.Protocols.Tests.OpenInference.Configuration;

public sealed class TritonConfigFormatTests
{
    [Fact]
    public void Read_EmptyFile_SaysNothing()
    {
        var config = ConfigFolder.Read("");
        config.Name.Should().BeNull();
        config.Runtime.Should().BeNull();
        config.MaxBatchSize.Should().BeNull();
        config.Inputs.Should().BeEmpty();
        config.Remarks.Should().BeEmpty();
        config.Scheduling.MaxConcurrency.Should().BeNull();
    }

    [Theory]
    [InlineData("platform: 'onnxruntime_onnx'", "onnx")]
    [InlineData("backend: 'onnxruntime'", "onnx")]
    [InlineData("platform: 'onnxruntime_onnx' backend: 'onnxruntime'", "onnx")]
    [InlineData("backend: 'python'", "python")]
    [InlineData("platform: 'tensorrt_plan'", "tensorrt")]
    [InlineData("platform: 'pytorch_libtorch'", "torch")]
    [InlineData("platform: 'tensorflow_savedmodel'", "tensorflow")]
    [InlineData("backend: 'house_made'", "house_made")]
    [InlineData("platform: 'house_made'", "house_made")]
    public void Read_PlatformAndBackend_NameTheRuntime(string text, string runtime) =>
        ConfigFolder.Read(text).Runtime.Should().Be(runtime);

    [Fact]
    public void Read_Tensors_HaveTheBatchInFront()
    {
        var config = ConfigFolder.Read(
            """
            name: "model"
            max_batch_size: 8
            input [
              { name: "a" data_type: TYPE_STRING dims: [ 16, -1 ] },
              { name: "b" data_type: TYPE_BF16 dims: 1 reshape { shape: [] } optional: true }
            ]
            output { name: "c" dims: [ -1, 4, 3 ] reshape: { shape: [ -1, 12 ] } }
            output { name: "d" }
            """
        );
        config.Name.Should().Be("model");
        config.MaxBatchSize.Should().Be(8);
        config.Inputs.Keys.Should().Equal("a", "b");
        config.Inputs["a"].Datatype.Should().Be("BYTES");
        config.Inputs["a"].Shape.Should().Equal(-1, 16, -1);
        config.Inputs["a"].Reshape.Should().BeNull();
        config.Inputs["a"].Optional.Should().BeNull();
        config.Inputs["b"].Datatype.Should().Be("BF16");
        config.Inputs["b"].Shape.Should().Equal(-1, 1);
        config.Inputs["b"].Reshape.Should().Equal(-1);
        config.Inputs["b"].Optional.Should().BeTrue();
        config.Outputs["c"].Shape.Should().Equal(-1, -1, 4, 3);
        config.Outputs["c"].Reshape.Should().Equal(-1, -1, 12);
        config.Outputs["d"].Shape.Should().BeNull();
        config.Outputs["d"].Datatype.Should().BeNull();
    }

    [Fact]
    public void Read_WithoutBatches_ShapesAreAsWritten()
    {
        var input = ConfigFolder
            .Read("max_batch_size: 0 input { name: 'x' dims: [ 3, 4 ] reshape { shape: [ 1, 3, 4 ] } }")
            .Inputs["x"];
        input.Shape.Should().Equal(3, 4);
        input.Reshape.Should().Equal(1, 3, 4);
    }

    [Theory]
    [InlineData("", null, null, new long[0])]
    [InlineData("version_policy { latest { num_versions: 3 } }", 3, null, new long[0])]
    [InlineData("version_policy { latest { } }", 1, null, new long[0])]
    [InlineData("version_policy: { all { } }", null, true, new long[0])]
    [InlineData("version_policy { specific { versions: [ 2, 5, 2 ] } }", null, null, new long[] { 2, 5 })]
    public void Read_VersionPolicy_IsOurs(string text, int? latest, bool? all, long[] specific)
    {
        var versions = ConfigFolder.Read(text).Versions;
        versions.Latest.Should().Be(latest);
        versions.All.Should().Be(all);
        versions.Specific.Should().Equal(specific);
    }

    [Theory]
    [InlineData("instance_group { count: 3 kind: KIND_CPU }", 3)]
    [InlineData("instance_group [ { count: 3 }, { count: 2 kind: KIND_CPU }, { count: 9 kind: KIND_GPU } ]", 5)]
    [InlineData("instance_group { kind: KIND_CPU }", null)]
    [InlineData("instance_group { count: 4 kind: KIND_MODEL }", null)]
    public void Read_InstancesOnTheCpu_ArePlacesToCompute(string text, int? concurrency) =>
        ConfigFolder.Read(text).Scheduling.MaxConcurrency.Should().Be(concurrency);

    [Fact]
    public void Read_Labels_ComeFromTheFileBeside()
    {
        using var folder = new ConfigFolder()
            .With("config.pbtxt", "output { name: 'p' label_filename: 'labels.txt' }")
            .With("labels.txt", "cat\r\n\ndog\n\n");
        folder.Read().Outputs["p"].Labels.Should().Equal("cat", "", "dog");
    }

    [Theory]
    [InlineData("../labels.txt", "lies outside")]
    [InlineData("/etc/hostname", "lies outside")]
    [InlineData("none.txt", "is not in the model's folder")]
    public void Read_LabelsThatAreNotThere_AreRefused(string file, string message) =>
        ConfigFolder
            .Refusal($"output {{ name: 'p' label_filename: '{file}' }}")
            .Message.Should()
            .Contain("line 1, column 20: output[0].label_filename: ")
            .And.Contain(message);

    [Fact]
    public void Read_File_IsTheArtifact() =>
        ConfigFolder.Read("default_model_filename: 'net.onnx'").File.Should().Be("net.onnx");

    [Fact]
    public void Read_Parameters_AreKeptAndThreadsSetForTheRuntime()
    {
        var config = ConfigFolder.Read(
            """
            backend: "onnxruntime"
            parameters [{ key: "execute_delay_ms" value: { string_value: "3" } }]
            parameters { key: "intra_op_thread_count" value { string_value: "2" } }
            parameters { key: "inter_op_thread_count" value { string_value: "0" } }
            """
        );
        config.Parameters.Should().HaveCount(3).And.Contain("execute_delay_ms", "3");
        config.Sections["onnx"].GetRawText().Should().Be("""{"intra_op_threads":2}""");
        config.Remarks.Should().ContainSingle().Which.Should().Contain("'execute_delay_ms'");
    }

    [Theory]
    [InlineData("dynamic_batching { default_queue_policy { timeout_action: DELAY } }", "'timeout_action: DELAY'")]
    [InlineData("dynamic_batching { priority_queue_policy { key: 1 value { } } }", "'priority_queue_policy'")]
    [InlineData("instance_group { kind: KIND_GPU gpus: [ 0, 1 ] }", "instance_group[0]: no GPU is used")]
    [InlineData("instance_group { rate_limiter { } host_policy: 'x' }", "rate_limiter, host_policy has no effect")]
    [InlineData("optimization { graph { level: 1 } eager_batching: true }", "'optimization' (graph, eager_batching)")]
    [InlineData("cc_model_filenames { key: '7.5' value: 'x' }", "'cc_model_filenames'")]
    [InlineData("metric_tags { key: 'a' value: 'b' }", "'metric_tags'")]
    [InlineData("model_metrics { }", "'model_metrics'")]
    [InlineData("response_cache { enable: true }", "'response_cache'")]
    [InlineData("runtime: 'libx.so'", "'runtime: libx.so'")]
    [InlineData("input { name: 'x' allow_ragged_batch: true }", "'allow_ragged_batch' of 'x'")]
    [InlineData("output { name: 'x' is_non_linear_format_io: true }", "'is_non_linear_format_io' of 'x'")]
    public void Read_WhatHasNoEffect_IsRemarked(string text, string remark) =>
        ConfigFolder.Read(text).Remarks.Should().Contain(line => line.Contains(remark, StringComparison.Ordinal));

    [Fact]
    public void Read_DynamicBatching_SetsSizesDelayAndPriorities()
    {
        var scheduling = ConfigFolder
            .Read(
                "max_batch_size: 8 dynamic_batching { preferred_batch_size: [ 4, 8 ] max_queue_delay_microseconds: 1500 "
                    + "priority_levels: 3 default_priority_level: 2 "
                    + "default_queue_policy { default_timeout_microseconds: 2500 } }"
            )
            .Scheduling;
        scheduling.Batching.PreferredSizes.Should().Equal(4, 8);
        scheduling.Batching.MaxDelayMs.Should().Be(1.5);
        scheduling.PriorityLevels.Should().Be(3);
        scheduling.DefaultPriority.Should().Be(2);
        scheduling.TimeoutMs.Should().Be(2.5);
    }

    [Fact]
    public void Read_QueuePolicy_BoundsTheQueue() =>
        ConfigFolder
            .Read("dynamic_batching { default_queue_policy { max_queue_size: 17 } }")
            .Scheduling.MaxQueue.Should()
            .Be(17);

    [Fact]
    public void Read_TransactionPolicy_SaysHowOftenARequestIsAnswered()
    {
        ConfigFolder.Read("").IsDecoupled.Should().BeFalse();
        ConfigFolder.Read("model_transaction_policy { decoupled: true }").IsDecoupled.Should().BeTrue();
    }

    [Theory]
    [InlineData("batch_input { kind: BATCH_ITEM_SHAPE }", "batch_input[0]")]
    [InlineData("batch_output { }", "batch_output[0]")]
    [InlineData("model_operations { op_library_filename: 'x.so' }", "model_operations")]
    [InlineData("model_repository_agents { agents { name: 'checksum' } }", "model_repository_agents")]
    [InlineData("input { name: 'x' is_shape_tensor: true }", "input[0].is_shape_tensor")]
    [InlineData("sequence_batching { iterative_sequence: true }", "sequence_batching.iterative_sequence")]
    [InlineData(
        "ensemble_scheduling { step { model_name: 'm' model_namespace: 'n' input_map { key: 'a' value: 'b' } output_map { key: 'c' value: 'd' } } }",
        "ensemble_scheduling.step[0].model_namespace"
    )]
    public void Read_WhatWouldChangeAnswers_IsRefused(string text, string path)
    {
        var error = ConfigFolder.Refusal(text);
        error.Code.Should().Be(ServingErrorCode.Unsupported);
        error.Reason.Should().Be("unsupported-config");
        error.Message.Should().StartWith("config.pbtxt: line 1, column ").And.Contain($": {path}: ");
    }

    [Theory]
    [InlineData("name: 'other'", "name: the folder is called 'model'")]
    [InlineData("max_batch_size: -1", "max_batch_size: must be 0")]
    [InlineData("platform: 'onnxruntime_onnx' backend: 'python'", "backend: 'python' does not go with")]
    [InlineData("platform: 'ensemble'", "platform: an ensemble needs 'ensemble_scheduling'")]
    [InlineData("platform: 'ensemble' backend: 'python'", "backend: 'python' does not go with")]
    [InlineData("backend: 'python' ensemble_scheduling { }", "ensemble_scheduling: it does not go with 'python'")]
    [InlineData("ensemble_scheduling { }", "name at least one step")]
    [InlineData("version_policy { specific { } }", "version_policy.specific: name at least one")]
    [InlineData("version_policy { specific { versions: 0 } }", "each 1 or more")]
    [InlineData("input { dims: 1 }", "input[0].name: give the tensor its name")]
    [InlineData("input { name: 'x' } input { name: 'x' }", "input[1].name: 'x' is there already")]
    [InlineData("input { name: 'x' dims: [ 1, 0 ] }", "input[0].dims: [1, 0]: each must be 1 or more")]
    [InlineData("input { name: 'x' dims: -2 }", "input[0].dims: [-2]")]
    [InlineData(
        "input { name: 'x' dims: 4 reshape { shape: [ 2, 3 ] } }",
        "reshape: dims and reshape must have as many elements"
    )]
    [InlineData("input { name: 'x' dims: [ -1, 4 ] reshape { shape: [ 8 ] } }", "as many free dimensions")]
    [InlineData("input { name: 'x' dims: [ -1, 4 ] reshape { shape: [ 4, -1 ] } }", "as many elements")]
    [InlineData("instance_group { count: -1 }", "instance_group[0].count: must be 1 or more")]
    [InlineData(
        "max_batch_size: 4 dynamic_batching { preferred_batch_size: [ 4, 0 ] }",
        "preferred_batch_size[1]: must be"
    )]
    [InlineData(
        "max_batch_size: 4 dynamic_batching { preferred_batch_size: [ 8 ] }",
        "preferred_batch_size[0]: must be"
    )]
    [InlineData("dynamic_batching { priority_levels: 2 }", "default_priority_level: must be 1 to")]
    [InlineData("dynamic_batching { priority_levels: 99 }", "priority_levels: must be at most 16")]
    [InlineData("parameters { key: 'intra_op_thread_count' value { string_value: 'two' } }", "must be a whole number")]
    public void Read_WhatIsWrong_IsRefusedWithItsPlace(string text, string message)
    {
        var error = ConfigFolder.Refusal(text);
        error.Code.Should().Be(ServingErrorCode.InvalidArgument);
        error.Reason.Should().Be("invalid-config");
        error.Message.Should().StartWith("config.pbtxt: line 1, column ").And.Contain(message);
    }

    [Fact]
    public void Read_SeveralProblems_AreToldInTheOrderOfTheFile() =>
        ConfigFolder
            .Refusal("batch_input { }\nname: 'other'\nmax_batch_size: -1\ninput { }")
            .Message.Should()
            .MatchRegex("(?s)line 1.*batch_input.*line 2.*name.*line 3.*max_batch_size.*line 4.*input");
}
