using Slipway.Runtimes.Onnx.Loading;
using Slipway.Runtimes.Onnx.Options;

namespace Slipway.Runtimes.Onnx.Tests.Loading;

public sealed class SessionThreadsTests
{
    [Theory]
    [InlineData(1, 1, null, 1, 1, 1, 1)]
    [InlineData(1, 1, null, 8, 1, 1, 8)]
    [InlineData(2, 1, null, 8, 2, 1, 4)]
    [InlineData(3, 1, null, 8, 3, 1, 2)]
    [InlineData(64, 1, null, 2, 2, 1, 1)]
    [InlineData(1, 64, null, 2, 1, 2, 2)]
    [InlineData(2, 1, 16, 2, 2, 1, 16)]
    public void Of_OptionsAndCpus_NeverMoreThreadsThanCpus(
        int intraOp,
        int interOp,
        int? concurrency,
        int cpus,
        int intraOpThreads,
        int interOpThreads,
        int runs
    )
    {
        var options = new OnnxOptions
        {
            IntraOpThreads = intraOp,
            InterOpThreads = interOp,
            Concurrency = concurrency,
        };

        SessionThreads.Of(options, cpus).Should().Be(new SessionThreads(intraOpThreads, interOpThreads, runs));
    }
}
