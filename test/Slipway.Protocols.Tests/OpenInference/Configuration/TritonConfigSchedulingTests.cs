using Slipway.Models;

namespace Slipway.Protocols.Tests.OpenInference.Configuration;

public sealed class TritonConfigSchedulingTests
{
    [Fact]
    public void Read_SequencesOldest_WithControls()
    {
        var config = ConfigFolder.Read(
            """
            max_batch_size: 8
            sequence_batching {
              max_sequence_idle_microseconds: 2500000
              oldest { max_candidate_sequences: 100 max_queue_delay_microseconds: 10 }
              control_input [
                { name: "START" control [ { kind: CONTROL_SEQUENCE_START int32_false_true: [ 0, 7 ] } ] },
                { name: "READY" control [ { kind: CONTROL_SEQUENCE_READY fp32_false_true: [ -1, 1.5 ] } ] },
                { name: "END" control [ { kind: CONTROL_SEQUENCE_END bool_false_true: [ false, true ] } ] },
                { name: "ID" control [ { kind: CONTROL_SEQUENCE_CORRID data_type: TYPE_UINT64 } ] }
              ]
            }
            instance_group { count: 2 kind: KIND_CPU }
            input { name: "INPUT" data_type: TYPE_INT32 dims: 1 }
            """
        );
        var sequence = config.Sequence!;
        sequence.MaxIdleSeconds.Should().Be(2.5);
        sequence.MaxSequences.Should().Be(200, "each of two instances has its candidates");
        sequence
            .Controls.Select(control => (control.Input, control.Kind, control.FalseValue, control.TrueValue))
            .Should()
            .Equal(
                ("START", SequenceControlKind.Start, 0, 7),
                ("READY", SequenceControlKind.Ready, -1, 1.5),
                ("END", SequenceControlKind.End, 0, 1),
                ("ID", SequenceControlKind.CorrelationId, 0, 1)
            );
        config
            .Inputs.Select(input => (input.Key, input.Value.Datatype))
            .Should()
            .Equal(("INPUT", "INT32"), ("START", "INT32"), ("READY", "FP32"), ("END", "BOOL"), ("ID", "UINT64"));
        config.Remarks.Should().ContainSingle().Which.Should().Contain("'oldest'");
    }

    [Fact]
    public void Read_SequencesWithoutDetail_HaveTritonsDefaults()
    {
        var sequence = ConfigFolder.Read("sequence_batching { direct { } }").Sequence!;
        sequence.MaxIdleSeconds.Should().Be(1);
        sequence.Controls.Should().BeEmpty();
    }

    [Fact]
    public void Read_States_HaveOneRowAndTheirBeginning()
    {
        using var folder = new ConfigFolder()
            .With(
                "config.pbtxt",
                """
                max_batch_size: 4
                sequence_batching {
                  state [
                    { input_name: "IN" output_name: "OUT" data_type: TYPE_FP32 dims: [ 2, -1 ]
                      initial_state { data_type: TYPE_FP32 dims: [ 2, 3 ] zero_data: true name: "zeros" } },
                    { input_name: "IN2" output_name: "OUT2" data_type: TYPE_INT64 dims: [ -1 ]
                      initial_state { data_type: TYPE_INT64 dims: [ 5 ] data_file: "first" } },
                    { input_name: "IN3" output_name: "OUT3" data_type: TYPE_INT64 dims: [ -1 ] }
                  ]
                }
                """
            )
            .With("initial_state/first", "data");
        var config = folder.Read();
        var states = config.Sequence!.States;
        states
            .Select(state => (state.Input, state.Output))
            .Should()
            .Equal(("IN", "OUT"), ("IN2", "OUT2"), ("IN3", "OUT3"));
        states[0].Shape.Should().Equal(1, 2, 3);
        states[0].File.Should().BeNull();
        states[1].Shape.Should().Equal(1, 5);
        states[1].File.Should().Be("initial_state/first");
        states[2].Shape.Should().Equal(1, 1);
        config.Inputs["IN"].Datatype.Should().Be("FP32");
        config.Inputs["IN"].Shape.Should().Equal(-1, 2, -1);
        config.Outputs["OUT2"].Shape.Should().Equal(-1, -1);
    }

    [Theory]
    [InlineData("control_input { name: 'S' }", "control_input[0]: give 'S' one control; it has 0")]
    [InlineData("control_input { name: 'S' control { } }", "give one of int32_false_true")]
    [InlineData("control_input { name: 'S' control { int32_false_true: 1 } }", "with two values")]
    [InlineData(
        "control_input { name: 'S' control { int32_false_true: [0, 1] fp32_false_true: [0, 1] } }",
        "give one of"
    )]
    [InlineData(
        "control_input { name: 'S' control { kind: CONTROL_SEQUENCE_CORRID data_type: TYPE_FP32 } }",
        "data_type must be"
    )]
    [InlineData("control_input { control { int32_false_true: [0, 1] } }", "name the model's input")]
    [InlineData(
        "control_input { name: 'A' control { int32_false_true: [0, 1] } } control_input { name: 'B' control { int32_false_true: [0, 1] } }",
        "each kind of control goes to one input"
    )]
    [InlineData("oldest { max_candidate_sequences: -1 }", "max_candidate_sequences: must be 1 or more")]
    [InlineData("state { input_name: 'I' }", "state[0]: name the input and the output")]
    [InlineData("state { input_name: 'I' output_name: 'O' initial_state { } }", "give zero_data or data_file")]
    [InlineData("state { input_name: 'I' output_name: 'O' initial_state { data_file: '../../x' } }", "lies outside")]
    [InlineData(
        "state { input_name: 'I' output_name: 'O' initial_state { data_file: 'x' } }",
        "is not in the model's folder"
    )]
    [InlineData(
        "state { input_name: 'I' output_name: 'O' initial_state { dims: -1 zero_data: true } }",
        "a beginning leaves nothing free"
    )]
    public void Read_SequencesWrong_AreRefusedWithTheirPlace(string text, string message) =>
        ConfigFolder
            .Refusal($"sequence_batching {{ {text} }}")
            .Message.Should()
            .StartWith("config.pbtxt: line 1, column ")
            .And.Contain("sequence_batching.")
            .And.Contain(message);

    [Fact]
    public void Read_Ensemble_HasItsSteps()
    {
        var config = ConfigFolder.Read(
            """
            platform: "ensemble"
            ensemble_scheduling {
              step [
                { model_name: "first" model_version: -1
                  input_map { key: "x" value: "IN" } output_map { key: "y" value: "between" } },
                { model_name: "second" model_version: 3
                  input_map { key: "x" value: "between" } output_map { key: "y" value: "OUT" } }
              ]
            }
            """
        );
        config.Runtime.Should().Be("ensemble");
        var steps = config.Ensemble!.Steps;
        steps.Select(step => (step.Model, step.Version)).Should().Equal(("first", null), ("second", 3));
        steps[0].Inputs.Should().Equal(new Dictionary<string, string> { ["x"] = "IN" });
        steps[1].Outputs.Should().Equal(new Dictionary<string, string> { ["y"] = "OUT" });
        config.Remarks.Should().BeEmpty();
    }

    [Theory]
    [InlineData("model_version: 1", "step[0].model_name: name the step's model")]
    [InlineData("model_name: 'm' model_version: -2", "step[0].model_version: must be")]
    [InlineData("model_name: 'm'", "step[0].input_map: map at least one input")]
    [InlineData("model_name: 'm'", "step[0].output_map: map at least one output")]
    public void Read_EnsembleWrong_IsRefusedWithItsPlace(string step, string message) =>
        ConfigFolder.Refusal($"ensemble_scheduling {{ step {{ {step} }} }}").Message.Should().Contain(message);

    [Fact]
    public void Read_Warmup_IsOurs()
    {
        using var folder = new ConfigFolder()
            .With(
                "config.pbtxt",
                """
                max_batch_size: 8
                input [ { name: "a" data_type: TYPE_FP32 dims: [ -1, 2 ] } ]
                model_warmup [
                  { name: "zeros" batch_size: 4 count: 3
                    inputs { key: "a" value: { data_type: TYPE_FP32 dims: [ 5, 2 ] zero_data: true } }
                    inputs { key: "b" value: { data_type: TYPE_STRING dims: [ 1 ] random_data: true } } },
                  { inputs { key: "a" value { data_type: TYPE_FP32 dims: [ 1, 2 ] input_data_file: "a.bin" } } }
                ]
                """
            )
            .With("warmup/a.bin", "12345678");
        var warmup = folder.Read().Warmup;
        warmup.Select(sample => (sample.Name, sample.Count)).Should().Equal(("zeros", 3), (null, 1));
        warmup[0].Inputs["a"].Shape.Should().Equal(4, 5, 2);
        warmup[0].Inputs["a"].Fill.Should().Be(WarmupFill.Zero);
        warmup[0].Inputs["b"].Fill.Should().Be(WarmupFill.Random);
        warmup[1].Inputs["a"].Shape.Should().Equal(1, 1, 2);
        warmup[1].Inputs["a"].File.Should().Be("warmup/a.bin");
    }

    [Theory]
    [InlineData(
        "batch_size: 9 inputs { key: 'a' value { zero_data: true } }",
        "batch_size: is over 'max_batch_size: 8'"
    )]
    [InlineData("batch_size: 1", "inputs: give the sample its inputs")]
    [InlineData("inputs { key: 'a' value { dims: -1 zero_data: true } }", "leaves nothing free")]
    [InlineData(
        "inputs { key: 'a' value { data_type: TYPE_INT8 zero_data: true } }",
        "the input 'a' is FP32, not INT8"
    )]
    [InlineData("inputs { key: 'a' value { dims: 1 } }", "needs one of zero_data")]
    [InlineData("inputs { key: 'a' value { input_data_file: 'none' } }", "is not in the model's folder")]
    [InlineData("inputs { key: 'a' value { input_data_file: '../config.pbtxt/../../x' } }", "lies outside")]
    public void Read_WarmupWrong_IsRefusedWithItsPlace(string sample, string message) =>
        ConfigFolder
            .Refusal(
                $"max_batch_size: 8 input {{ name: 'a' data_type: TYPE_FP32 }} model_warmup {{ name: 'w' {sample} }}"
            )
            .Message.Should()
            .StartWith("config.pbtxt: line 1, column ")
            .And.Contain("model_warmup[0].")
            .And.Contain(message);
}
