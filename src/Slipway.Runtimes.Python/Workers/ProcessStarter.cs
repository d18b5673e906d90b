using System.Collections.Concurrent;
using System.Diagnostics;

namespace Slipway.Runtimes.Python.Workers;

/// <summary>
/// Starts processes from one thread that never ends. A worker asks the kernel to be killed when its parent goes, and for the
/// kernel that is the thread that started it: one of the pool's would take the worker with it when it is not needed any more.
/// </summary>
internal static class ProcessStarter
{
    private static readonly BlockingCollection<Action> Work = StartThread();

    public static Task<Process> StartAsync(ProcessStartInfo start)
    {
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        Work.Add(() =>
        {
            try
            {
                started.SetResult(Process.Start(start)!);
            }
            catch (Exception error)
            {
                started.SetException(error);
            }
        });
        return started.Task;
    }

    private static BlockingCollection<Action> StartThread()
    {
        var work = new BlockingCollection<Action>();
        new Thread(() =>
        {
            foreach (var action in work.GetConsumingEnumerable())
            {
                action();
            }
        })
        {
            IsBackground = true,
            Name = "python-starter",
        }.Start();
        return work;
    }
}
