package RT::Extension::Cspdesk::Changes;

# csp.changes/1: which ticket transactions there are, for a receiver that may have
# missed some. What this file promises:
#  - ordered by id, each page continues where the last one ended (`last`, while `more`);
#  - `next` never lies behind a transaction that is younger than `overlap`: ids are given
#    before the commit, so a smaller id may still appear after a bigger one. A sweep of
#    several pages starts next time at the first `next` that is smaller than its page's
#    `last`, else at the last page's `next`;
#  - a page walks the primary key and reads a bounded number of rows, however big the
#    table is. Only `since` may scan.

use strict;
use warnings;

use Time::Local ();

use constant {
    CHUNK  => 2_000,     # rows per query
    CHUNKS => 10,        # queries per page, so that a page of other people's rows ends too
};

my %NUMBER = (           # parameter => [ default, least, most ]
    after   => [ undef, 0, 9_007_199_254_740_992 ],
    overlap => [ 60,    0, 86_400 ],
    limit   => [ 500,   1, 2_000 ],
);
my %KNOWN = ( since => 1, token => 1, map { $_ => 1 } keys %NUMBER );    # token: RT's own

# The page that was asked for, or (undef, why not).
sub Parse {
    my ( $class, $query ) = @_;
    my %page;
    for my $name ( sort $query->keys ) {
        return ( undef, "Unknown parameter $name" ) unless $KNOWN{$name};
        return ( undef, "$name must be given once" ) if ( my @all = $query->get_all($name) ) > 1;
    }
    return ( undef, 'Give either after or since' )
        unless defined $query->{after} xor defined $query->{since};
    for my $name ( sort keys %NUMBER ) {
        my ( $default, $least, $most ) = @{ $NUMBER{$name} };
        my $value = $page{$name} = $query->{$name} // $default;
        next unless defined $value;
        return ( undef, "$name must be a whole number from $least to $most" )
            unless $value =~ /^\d{1,16}\z/a && $value >= $least && $value <= $most;
    }
    return \%page unless defined $query->{since};
    $page{since} = Moment( $query->{since} );
    return ( undef, 'since must be a time like 2026-11-20T09:00:00Z' ) unless $page{since};
    return \%page;
}

# A time of the wire as the database writes it; undef if there is no such time.
sub Moment {
    my @part = shift =~ /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)Z\z/a or return;
    my ( $year, $month, $day, $h, $m, $s ) = @part;
    return unless $year >= 1970 && eval { Time::Local::timegm_modern( $s, $m, $h, $day, $month - 1, $year ); 1 };
    return "$year-$month-$day $h:$m:$s";
}

sub Stamp {
    my $date = RT::Date->new( RT->SystemUser );
    $date->Unix(shift);
    return $date;
}

sub Read {
    my ( $class, $user, $page ) = @_;
    my $now = Stamp(time);
    my $old = Stamp( time - $page->{overlap} )->ISO( Timezone => 'UTC' );
    my ( $start, $next ) = Start( $page, $old );
    my %found = ( next => $next, last => $start, more => 0, changes => [] );
    Walk( $user, $page, $old, \%found );
    return {
        schema  => 'csp.changes/1',
        now     => $now->W3CDTF( Timezone => 'UTC' ),
        changes => $found{changes},
        last    => "$found{last}",
        next    => "$found{next}",
        more    => $found{more} ? JSON::true() : JSON::false(),
    };
}

# Where to begin, and where the next sweep begins if nothing here is old enough.
sub Start {
    my ( $page, $old ) = @_;
    return ( $page->{after}, $page->{after} ) if defined $page->{after};
    my $first = Value( 'SELECT MIN(id) FROM Transactions WHERE Created >= ?', $page->{since} );
    my $before = $first
        ? Value( 'SELECT MAX(id) FROM Transactions WHERE id < ?', $first )
        : Value( 'SELECT MAX(id) FROM Transactions WHERE Created <= ?', $old );
    return ( $before // 0, $before // 0 );
}

sub Value {
    my ( $sql, @bind ) = @_;
    return scalar RT->DatabaseHandle->dbh->selectrow_array( $sql, undef, @bind );
}

sub Walk {
    my ( $user, $page, $old, $found ) = @_;
    my $wanted = Wanted( $user, $page );
    for ( 1 .. CHUNKS ) {
        my $rows = Rows( $found->{last} );
        for my $row (@$rows) {
            return $found->{more} = 1 if @{ $found->{changes} } == $page->{limit};
            $found->{last} = $row->{id};
            $found->{next} = $row->{id} if $row->{created} le $old;
            push @{ $found->{changes} }, Change($row) if $wanted->($row);
        }
        return if @$rows < CHUNK;
    }
    $found->{more} = 1;
}

# The other ends of a LEFT JOIN cannot lead the plan: this starts at the primary key.
sub Rows {
    my $after = shift;
    my $sql = 'SELECT t.id AS id, t.ObjectId AS ticket, t.Type AS type, t.Creator AS creator, t.Created AS created,'
        . ' k.Type AS kind FROM Transactions t LEFT JOIN Tickets k'
        . " ON k.id = t.ObjectId AND t.ObjectType = 'RT::Ticket' WHERE t.id > ? ORDER BY t.id";
    my $db = RT->DatabaseHandle;
    $db->ApplyLimits( \$sql, CHUNK, 0 );
    my $rows = $db->dbh->selectall_arrayref( $sql, { Slice => {} }, $after );
    $_->{created} = substr $_->{created}, 0, 19 for @$rows;
    return $rows;
}

sub Change {
    my $row = shift;
    ( my $created = "$row->{created}Z" ) =~ s/ /T/;
    return { transaction => "$row->{id}", ticket => "$row->{ticket}", created => $created };
}

my %SILENT = map { $_ => 1 } qw(EmailRecord CommentEmailRecord);

# Not: other records than help desk tickets, RT's notes about mail it sent, the
# caller's own writes, and tickets that the caller may not see.
sub Wanted {
    my ( $user, $page ) = @_;
    my $all = $user->HasRight( Right => 'ShowTicket', Object => RT->System );
    my %may;
    return sub {
        my $row = shift;
        return 0 if ( $row->{kind} // '' ) ne 'ticket' || $SILENT{ $row->{type} } || $row->{creator} == $user->id;
        return 0 if $page->{since} && $row->{created} lt $page->{since};
        return $all || ( $may{ $row->{ticket} } //= MayShow( $user, $row->{ticket} ) );
    };
}

sub MayShow {
    my ( $user, $id ) = @_;
    my $ticket = RT::Ticket->new($user);
    $ticket->LoadById($id);
    return $ticket->CurrentUserHasRight('ShowTicket') ? 1 : 0;
}

1;
