using System.CommandLine;
using Slipway.Server.Inspect;
using Slipway.Server.Schema;
using Slipway.Server.Serve;

var root = new RootCommand("The Slipway model server.")
{
    ServeCommand.Create(),
    InspectCommand.Create(),
    SchemaCommand.Create(),
};

// The host has its own way to stop, which may take longer than the parser's two seconds.
var configuration = new InvocationConfiguration { ProcessTerminationTimeout = null };
return await root.Parse(args).InvokeAsync(configuration);
