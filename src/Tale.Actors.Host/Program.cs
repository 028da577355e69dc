using Tale.Actors.Host.Cli;

return await CommandLine.RunAsync(args);
