using Slipway.Runtimes.Onnx.Options;

namespace Slipway.Runtimes.Onnx.Loading;

/// <summary>
/// What a session gets of the CPUs: never more threads than there are CPUs, whatever model.yaml asks for, because a
/// package written on a large machine also runs in a small container, where more threads only wait for each other.
/// </summary>
/// <param name="IntraOp">Threads of one operator, the calling one included.</param>
/// <param name="InterOp">Operators side by side.</param>
/// <param name="Concurrency">Runs at the same time.</param>
internal readonly record struct SessionThreads(int IntraOp, int InterOp, int Concurrency)
{
    public static SessionThreads Of(OnnxOptions options, int cpus)
    {
        var intraOp = Math.Min(options.IntraOpThreads, cpus);
        var interOp = Math.Min(options.InterOpThreads, cpus);
        return new SessionThreads(intraOp, interOp, options.Concurrency ?? Math.Max(1, cpus / intraOp));
    }
}
