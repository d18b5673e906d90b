using Slipway.Operator.Hosting;

if (args is ["--help" or "-h"])
{
    await Console.Out.WriteLineAsync(OperatorArguments.Usage);
    return 0;
}

var (options, problem) = OperatorArguments.Read(args, Environment.GetEnvironmentVariable);
if (options is null)
{
    await Console.Error.WriteLineAsync($"slipway: {problem}");
    return 2;
}

using var client = new k8s.Kubernetes(OperatorHost.Configuration(options));
await using var app = OperatorHost.Build(options, client);
await app.RunAsync();
return 0;
