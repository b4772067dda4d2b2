using HospitalChain.Protocol;

namespace HospitalChain.Cli.Output;

/// <summary>What `hchain` answers its caller with.</summary>
internal static class ExitCodes
{
    public const int Ok = 0;

    /// <summary>A fault of the program or the machine.</summary>
    public const int Fault = 1;

    public const int BadInput = 2;

    public static int Of(RefusalKind kind) => kind switch
    {
        RefusalKind.BadInput or RefusalKind.TooLarge => BadInput,
        RefusalKind.NotAuthorised => 3,
        RefusalKind.NotFound => 4,
        RefusalKind.Conflict => 5,
        RefusalKind.NotReady => 6,
        RefusalKind.Integrity => 7,
        RefusalKind.RateLimited => 8,
        _ => Fault,
    };
}
