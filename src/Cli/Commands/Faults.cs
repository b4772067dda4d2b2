using HospitalChain.Protocol;

namespace HospitalChain.Cli.Commands;

/// <summary>What stops a command from outside of any rule.</summary>
internal static class Faults
{
    public static readonly RefusalReason Local = new("LOCAL_FAULT", RefusalKind.NotReady, "this machine", "Check permissions, free space and the path, then repeat the command.");
    public static readonly RefusalReason Interrupted = new("INTERRUPTED", RefusalKind.NotReady, "this machine", "Repeat the command; what was begun is taken up again.");
}
