using Slipway.Supervisor;

var (arguments, problem) = SupervisorArguments.Read(args);
if (arguments is null)
{
    await Console.Error.WriteLineAsync($"slipway: {problem}");
    return 2;
}

return await SupervisorHost.RunAsync(arguments, CancellationToken.None);
