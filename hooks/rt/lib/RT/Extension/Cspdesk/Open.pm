package RT::Extension::Cspdesk::Open;

# csp.changes/1 once more: the tickets that are open now, each with its first transaction,
# for `cspdesk import tickets`. What this file promises:
#  - ordered by the ticket's number, each page continues where the last one ended (`last`,
#    while `more`); a page reads a bounded number of rows, however many tickets there are;
#  - open is what the lifecycle of the ticket's queue calls initial or active. Merged and
#    deleted tickets, reminders and approvals are not listed, nor what the caller may not see.

use strict;
use warnings;

use JSON                            ();
use RT::Extension::Cspdesk::Changes ();

use constant { CHUNK => 2_000, CHUNKS => 10 };    # rows per query, queries per page

my %NUMBER = ( after => [ 0, 9_007_199_254_740_992 ], limit => [ 1, 2_000 ] );

# The page that was asked for, or (undef, why not).
sub Parse {
    my ( $class, $query ) = @_;
    my %page = ( after => 0, limit => 500 );
    for my $name ( sort $query->keys ) {
        next if $name eq 'token';    # RT's own
        my ( $least, $most ) = @{ $NUMBER{$name} or return ( undef, "Unknown parameter $name" ) };
        $page{$name} = my $value = $query->{$name};
        return ( undef, "$name must be a whole number from $least to $most" )
            unless $value =~ /^\d{1,16}\z/a && $value >= $least && $value <= $most;
    }
    return \%page;
}

sub Read {
    my ( $class, $user, $page ) = @_;
    my %found = ( last => $page->{after}, more => 0, changes => [] );
    Walk( $user, $page, \%found );
    First( $found{changes} );
    return {
        schema  => 'csp.changes/1',
        now     => RT::Extension::Cspdesk::Changes::Stamp(time)->W3CDTF( Timezone => 'UTC' ),
        changes => $found{changes},
        last    => "$found{last}",
        next    => "$found{last}",
        more    => $found{more} ? JSON::true() : JSON::false(),
    };
}

sub Walk {
    my ( $user, $page, $found ) = @_;
    my $wanted = Wanted($user);
    for ( 1 .. CHUNKS ) {
        my $rows = Rows( $found->{last} );
        for my $row (@$rows) {
            return $found->{more} = 1 if @{ $found->{changes} } == $page->{limit};
            $found->{last} = $row->{id};
            push @{ $found->{changes} }, { ticket => "$row->{id}" } if $wanted->($row);
        }
        return if @$rows < CHUNK;
    }
    $found->{more} = 1;
}

sub Rows {
    my $after = shift;
    my $sql   = 'SELECT id, Queue AS queue, Status AS status FROM Tickets'
        . " WHERE id > ? AND EffectiveId = id AND Type = 'ticket' ORDER BY id";
    my $db = RT->DatabaseHandle;
    $db->ApplyLimits( \$sql, CHUNK, 0 );
    return $db->dbh->selectall_arrayref( $sql, { Slice => {} }, $after );
}

sub Wanted {
    my $user = shift;
    my $all  = $user->HasRight( Right => 'ShowTicket', Object => RT->System );
    my %open;
    return sub {
        my $row = shift;
        return 0 unless $open{"$row->{queue} $row->{status}"} //= IsOpen($row);
        return $all || RT::Extension::Cspdesk::Changes::MayShow( $user, $row->{id} );
    };
}

sub IsOpen {
    my $row   = shift;
    my $queue = RT::Queue->new( RT->SystemUser );
    $queue->Load( $row->{queue} );
    return $queue->id && !$queue->LifecycleObj->IsInactive( $row->{status} ) ? 1 : 0;
}

# Adds the transaction that made each ticket, by one question.
sub First {
    my $changes = shift;
    my @ids     = map { $_->{ticket} } @$changes or return;
    my $sql     = 'SELECT ObjectId, MIN(id), MIN(Created) FROM Transactions'
        . " WHERE ObjectType = 'RT::Ticket' AND ObjectId IN (" . join( ',', ('?') x @ids ) . ') GROUP BY ObjectId';
    my %first = map { $_->[0] => $_ } @{ RT->DatabaseHandle->dbh->selectall_arrayref( $sql, undef, @ids ) };
    for my $change (@$changes) {
        my ( undef, $id, $created ) = @{ $first{ $change->{ticket} } || [ 0, 0, '1970-01-01 00:00:00' ] };
        ( $change->{created} = substr( $created, 0, 19 ) . 'Z' ) =~ s/ /T/;
        $change->{transaction} = "$id";
    }
}

1;
