using System.CommandLine;
using Slipway.Server.Inspect;
using Slipway.Server.Serve;

var root = new RootCommand("The Slipway model server.") { ServeCommand.Create(), InspectCommand.Create() };
return await root.Parse(args).InvokeAsync();
