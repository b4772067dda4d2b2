using HospitalChain.Node.Chains;
using HospitalChain.Protocol.Blocks;

namespace HospitalChain.Node.Explorer.Views;

/// <summary>Which word a chain's condition gets. The HEAD's age decides whether it is stale; blocks only tell fresh from quiet.</summary>
public static class ConditionRule
{
    /// <param name="headAgeMillis">Age of the newest HEAD; null before the first.</param>
    /// <param name="blockAgeMillis">Age of the newest block.</param>
    public static ChainCondition Of(ChainHostStatus chain, ChainParameters parameters, ulong? headAgeMillis, ulong blockAgeMillis)
    {
        if (chain.Stopped is not null)
        {
            return ChainCondition.Stopped;
        }

        if (headAgeMillis is not { } age)
        {
            return ChainCondition.Unheard;
        }

        if (age > parameters.HeadAgeMaxMillis)
        {
            return ChainCondition.Stale;
        }

        var quietAfterMillis = (ulong)parameters.VerifyIntervalMillis + parameters.MaxRecordWaitMillis;
        return chain.Core.Pending == 0 && blockAgeMillis > quietAfterMillis ? ChainCondition.Quiet : ChainCondition.Fresh;
    }
}
