using Slipway.Supervisor;

var (place, problem) = SupervisorArguments.Read(args);
if (place is null)
{
    await Console.Error.WriteLineAsync($"slipway: {problem}");
    return 2;
}

return await SupervisorHost.RunAsync(place, CancellationToken.None);
