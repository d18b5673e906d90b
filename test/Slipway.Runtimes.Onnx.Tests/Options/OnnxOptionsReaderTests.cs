using Slipway.Errors;
using Slipway.Models;
using Slipway.Runtimes.Onnx.Options;

namespace Slipway.Runtimes.Onnx.Tests.Options;

public sealed class OnnxOptionsReaderTests
{
    [Fact]
    public void Read_NoSection_GivesTheDefaults()
    {
        var options = OnnxOptionsReader.Read(Package(new ModelConfig()));

        options
            .Should()
            .BeEquivalentTo(
                new
                {
                    IntraOpThreads = 1,
                    InterOpThreads = 1,
                    ExecutionMode = OnnxExecutionMode.Sequential,
                    GraphOptimization = OnnxGraphOptimization.All,
                    MemoryArena = true,
                    MemoryPattern = (bool?)null,
                    Deterministic = false,
                    Concurrency = (int?)null,
                }
            );
    }

    [Fact]
    public void Read_EveryKey_IsBound()
    {
        var options = Read(
            """
            {"intra_op_threads":4,"inter_op_threads":2,"execution_mode":"parallel","graph_optimization":"basic",
             "memory_arena":false,"memory_pattern":false,"deterministic":true,"concurrency":7}
            """
        );

        options
            .Should()
            .BeEquivalentTo(
                new OnnxOptions
                {
                    IntraOpThreads = 4,
                    InterOpThreads = 2,
                    ExecutionMode = OnnxExecutionMode.Parallel,
                    GraphOptimization = OnnxGraphOptimization.Basic,
                    MemoryArena = false,
                    MemoryPattern = false,
                    Deterministic = true,
                    Concurrency = 7,
                }
            );
    }

    [Theory]
    [InlineData("""{"threads":2}""", "'onnx.threads' is not known*intra_op_threads, inter_op_threads,*concurrency.")]
    [InlineData("""{"intra_op_threads":0}""", "'onnx.intra_op_threads' must be 1 to 256, not 0.")]
    [InlineData("""{"intra_op_threads":257}""", "'onnx.intra_op_threads' must be 1 to 256, not 257.")]
    [InlineData("""{"concurrency":0}""", "'onnx.concurrency' must be 1 to 1024, not 0.")]
    [InlineData("""{"intra_op_threads":"many"}""", "'onnx.intra_op_threads' must be a whole number, not \"many\".")]
    [InlineData("""{"memory_arena":3}""", "'onnx.memory_arena' must be true or false, not 3.")]
    [InlineData(
        """{"graph_optimization":"fast"}""",
        "'onnx.graph_optimization' must be one of disabled, basic, extended, all, not \"fast\"."
    )]
    [InlineData("""{"graph_optimization":99}""", "'onnx.graph_optimization' must be one of disabled,*")]
    [InlineData("""{"execution_mode":null}""", "'onnx.execution_mode' must be one of sequential, parallel, not null.")]
    [InlineData("""{"inter_op_threads":2}""", "'onnx.inter_op_threads' over 1 needs 'onnx.execution_mode: parallel'.")]
    [InlineData("[1]", "onnx is a map of keys*")]
    public void Read_WrongSection_SaysWhatAndHow(string json, string message)
    {
        var act = () => Read(json);

        var error = act.Should().Throw<ServingException>().WithMessage($"*model 'm' is wrong: {message}").Which;
        error.Code.Should().Be(ServingErrorCode.InvalidArgument);
        error.Reason.Should().Be("invalid-config");
    }

    [Fact]
    public void Read_SeveralMistakes_AreAllReported()
    {
        var act = () => Read("""{"intra_op_threads":0,"concurrency":-1}""");

        act.Should().Throw<ServingException>().WithMessage("*intra_op_threads*concurrency*");
    }

    private static OnnxOptions Read(string json) => OnnxOptionsReader.Read(Package(LoadedModel.Section(json)));

    private static ModelPackage Package(ModelConfig config) =>
        LoadedModel.Package("/models/m", "/models/m/m.onnx", config);
}
