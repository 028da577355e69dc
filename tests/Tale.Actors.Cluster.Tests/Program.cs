using Tale.Actors.Cluster.Tests.Processes;

// Started by tests: a node in a process of its own, which they can stop, pause and kill.
return args is ["node", .. var options] ? await NodeProcess.RunAsync(NodeOptions.Of(options)) : 1;
